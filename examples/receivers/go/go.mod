module bellhop-receiver

go 1.22
