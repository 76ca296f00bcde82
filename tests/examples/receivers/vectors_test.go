package main

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// With SERVE set, the program under test is the receiver itself: one build does for both.
func TestMain(m *testing.M) {
	if os.Getenv("SERVE") != "" {
		main()
	}
	os.Exit(m.Run())
}

func TestVectorsOfAllLanguages(t *testing.T) {
	text, err := os.ReadFile(os.Getenv("VECTORS"))
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Verify []struct {
			Name      string
			Secrets   []string
			Now       int64
			Tolerance int64 `json:"tolerance_seconds"`
			Headers   map[string]string
			Body      string `json:"body_base64"`
			Genuine   bool
		}
	}
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, each := range vectors.Verify {
		if time.Duration(each.Tolerance)*time.Second != tolerance {
			continue
		}
		headers := http.Header{}
		for name, value := range each.Headers {
			headers.Set(name, value)
		}
		body, _ := base64.StdEncoding.DecodeString(each.Body)
		secrets, err := ReadSecrets(strings.Join(each.Secrets, " "))
		if genuine := err == nil && IsGenuine(body, headers, secrets, time.Unix(each.Now, 0)); genuine != each.Genuine {
			t.Errorf("%s: judged %v", each.Name, genuine)
		}
	}
}
