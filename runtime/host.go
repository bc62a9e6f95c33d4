package runtime

import (
	"context"
	"net/http"
	"sort"
	"sync"

	"github.com/mica-go/mica/view"
)

// Storage keeps what a program stores by wx.setStorage: text by key. An app
// calls it from one goroutine at a time; two apps that share one Storage share
// its contents, and may call it at the same time.
type Storage interface {
	// Get returns the text stored under key, and whether there is any.
	Get(key string) (data string, found bool, err error)
	// Set stores data under key. After it returned nil the data must survive.
	Set(key, data string) error
	// Remove forgets key; a key that is not there is no error.
	Remove(key string) error
	// Clear forgets all keys.
	Clear() error
	// Keys returns all keys, sorted.
	Keys() ([]string, error)
}

// MemoryStorage is a Storage in memory. The zero value is ready; it is safe for
// concurrent use. Hand the same one to a second launch to keep the data.
type MemoryStorage struct {
	mu   sync.Mutex
	data map[string]string
}

// Get implements [Storage].
func (s *MemoryStorage) Get(key string) (string, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, ok := s.data[key]
	return data, ok, nil
}

// Set implements [Storage].
func (s *MemoryStorage) Set(key, data string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.data == nil {
		s.data = make(map[string]string)
	}
	s.data[key] = data
	return nil
}

// Remove implements [Storage].
func (s *MemoryStorage) Remove(key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.data, key)
	return nil
}

// Clear implements [Storage].
func (s *MemoryStorage) Clear() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.data)
	return nil
}

// Keys implements [Storage].
func (s *MemoryStorage) Keys() ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	keys := make([]string, 0, len(s.data))
	for k := range s.data {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys, nil
}

// Network carries out wx.request and its relatives. Without one a program has
// no network: every request fails.
type Network interface {
	// Fetch starts a request and calls done once with the outcome, from any
	// goroutine, also before it returns: an answer that is given at once is part
	// of the turn that asked for it. The response's body is read and closed by
	// the engine. ctx ends when the program aborts the request, when its time is
	// up and when the app is closed.
	Fetch(ctx context.Context, req *http.Request, done func(*http.Response, error))
}

// HTTPNetwork is a Network on an http.RoundTripper, such as
// http.DefaultTransport. Redirects are followed, cookies are not kept.
type HTTPNetwork struct {
	// Transport carries out the requests; nil is http.DefaultTransport.
	Transport http.RoundTripper
}

// Fetch implements [Network] with a goroutine per request.
func (n HTTPNetwork) Fetch(ctx context.Context, req *http.Request, done func(*http.Response, error)) {
	client := &http.Client{Transport: n.Transport}
	go func() { done(client.Do(req.WithContext(ctx))) }()
}

// UI answers what a program asks of the user and of the device: wx.showToast,
// wx.showModal, wx.chooseImage and so on. See [Headless] for what happens
// without one.
type UI interface {
	// Call is one call. name is the wx name, args are its parameters as plain Go
	// data without the callbacks. answer must be called exactly once, from any
	// goroutine, also before Call returns. A nil result is an empty one; an error
	// makes the call fail with "name:fail " and its text ("cancel" is what a
	// user's refusal is called).
	Call(name string, args map[string]any, answer func(result map[string]any, err error))
}

// Rect is a rectangle in CSS pixels, relative to the top left corner of the
// window.
type Rect struct{ Left, Top, Width, Height float64 }

// Geometry knows where things are on the screen. Without one everything is at
// the origin and has no size.
type Geometry interface {
	// Rect returns the place of a node.
	Rect(n view.Node) Rect
}
