// Bellhop's callbacks with net/http: WEBHOOK_SECRET=whsec_… go run .
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"sync"
	"time"
)

const (
	mostBytes      = 1 << 20
	mostRemembered = 100_000
)

// Event is what every callback has; a body without a type or data is of another form.
type Event struct {
	Type string `json:"type"`
	Data *struct {
		JobID  string `json:"job_id"`
		Status string `json:"status"`
	} `json:"data"`
}

// Receiver answers callbacks. What it remembers lies in memory: keep the ids in your database.
type Receiver struct {
	secrets []Secret
	work    func(Event)
	mutex   sync.Mutex
	seen    map[string]bool
	oldest  []string
}

// isNew remembers an id, and tells whether it came for the first time.
func (receiver *Receiver) isNew(id string) bool {
	receiver.mutex.Lock()
	defer receiver.mutex.Unlock()
	if receiver.seen[id] {
		return false
	}
	receiver.seen[id] = true
	receiver.oldest = append(receiver.oldest, id)
	if len(receiver.oldest) > mostRemembered {
		delete(receiver.seen, receiver.oldest[0])
		receiver.oldest = receiver.oldest[1:]
	}
	return true
}

func (receiver *Receiver) ServeHTTP(answer http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(answer, request.Body, mostBytes))
	if err != nil {
		answer.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	if !IsGenuine(body, request.Header, receiver.secrets, time.Now()) {
		answer.WriteHeader(http.StatusUnauthorized)
		return
	}
	var event Event
	if json.Unmarshal(body, &event) != nil || event.Type == "" || event.Data == nil {
		answer.WriteHeader(http.StatusUnprocessableEntity)
		return
	}
	if receiver.isNew(request.Header.Get("webhook-id")) {
		go receiver.work(event) // after the answer
	}
	answer.WriteHeader(http.StatusNoContent)
}

func work(event Event) {
	if event.Data.JobID != "" {
		fmt.Println(event.Data.JobID, event.Data.Status)
	} else {
		fmt.Println(event.Type)
	}
}

func main() {
	secrets, err := ReadSecrets(os.Getenv("WEBHOOK_SECRET"))
	if err != nil {
		log.Fatal(err)
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "8500"
	}
	http.Handle("POST /bellhop", &Receiver{secrets: secrets, work: work, seen: map[string]bool{}})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, nil))
}
