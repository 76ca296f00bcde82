package main

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"
)

const tolerance = 300 * time.Second

// A Secret verifies one kind of signature: a shared secret (v1), or a public key (v1a).
type Secret struct {
	kind string
	key  []byte
}

var errSecret = errors.New("a secret is whsec_ and base64 of 24 to 64 bytes, or whpk_ and base64 of 32 bytes")

// ReadSecrets reads whsec_… and whpk_…, with spaces between.
func ReadSecrets(text string) ([]Secret, error) {
	var secrets []Secret
	for _, each := range strings.Fields(text) {
		kind, spelled := "v1", strings.TrimPrefix(each, "whsec_")
		if strings.HasPrefix(each, "whpk_") {
			kind, spelled = "v1a", strings.TrimPrefix(each, "whpk_")
		}
		key, err := base64.StdEncoding.Strict().DecodeString(spelled)
		fits := len(key) >= 24 && len(key) <= 64
		if kind == "v1a" {
			fits = len(key) == ed25519.PublicKeySize
		}
		if err != nil || !fits {
			return nil, errSecret
		}
		secrets = append(secrets, Secret{kind, key})
	}
	if len(secrets) == 0 {
		return nil, errSecret
	}
	return secrets, nil
}

// IsGenuine tells whether a request was signed by any one of the secrets. The body has to be the bytes as they came.
func IsGenuine(body []byte, headers http.Header, secrets []Secret, now time.Time) bool {
	id, stamp, signature := headers.Get("webhook-id"), headers.Get("webhook-timestamp"), headers.Get("webhook-signature")
	if id == "" || signature == "" || strings.Contains(id, ".") || !isTimely(stamp, now) {
		return false
	}
	content := append([]byte(id+"."+stamp+"."), body...)
	for _, entry := range strings.Split(signature, " ") {
		kind, given, _ := strings.Cut(entry, ",")
		for _, secret := range secrets {
			if kind == secret.kind && secret.made(given, content) {
				return true
			}
		}
	}
	return false
}

func isTimely(stamp string, now time.Time) bool {
	if stamp == "" || len(stamp) > 12 {
		return false
	}
	seconds := int64(0)
	for _, digit := range stamp {
		if digit < '0' || digit > '9' {
			return false
		}
		seconds = seconds*10 + int64(digit-'0')
	}
	return now.Sub(time.Unix(seconds, 0)).Abs() <= tolerance
}

func (secret Secret) made(given string, content []byte) bool {
	if secret.kind == "v1" {
		mac := hmac.New(sha256.New, secret.key)
		mac.Write(content)
		return hmac.Equal([]byte(base64.StdEncoding.EncodeToString(mac.Sum(nil))), []byte(given))
	}
	signature, err := base64.StdEncoding.Strict().DecodeString(given)
	return err == nil && ed25519.Verify(secret.key, content, signature)
}
