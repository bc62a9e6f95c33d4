package runtime

import (
	"context"
	"fmt"
	"net/http"
	"sort"
	"sync"

	"github.com/mica-go/mica/view"
)

// Storage keeps what a program stores by wx.setStorage: text by key.
// [MemoryStorage] and, on disk, package storage implement it. An app
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
	// Size returns the length of all keys and data together, in bytes. It is asked
	// for before every Set.
	Size() (int, error)
}

// MemoryStorage is a Storage in memory. The zero value is ready; it is safe for
// concurrent use. Hand the same one to a second launch to keep the data.
type MemoryStorage struct {
	mu   sync.Mutex
	data map[string]string
	size int
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
	s.forget(key)
	s.data[key] = data
	s.size += len(key) + len(data)
	return nil
}

// Remove implements [Storage].
func (s *MemoryStorage) Remove(key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget(key)
	return nil
}

func (s *MemoryStorage) forget(key string) {
	if data, ok := s.data[key]; ok {
		s.size -= len(key) + len(data)
		delete(s.data, key)
	}
}

// Size implements [Storage].
func (s *MemoryStorage) Size() (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.size, nil
}

// Clear implements [Storage].
func (s *MemoryStorage) Clear() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.data)
	s.size = 0
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

// Network carries out wx.request, wx.uploadFile and wx.downloadFile. Without
// one a program has no network: every request fails. See [HTTPNetwork] for the
// real one. A Network that is a [Dialer] too gives programs wx.connectSocket.
type Network interface {
	// Fetch starts a request and calls done once with the outcome, from any
	// goroutine, also before it returns: an answer that is given at once is part
	// of the turn that asked for it. The response's body is read and closed by
	// the engine, on the goroutine that calls done. Redirects are the engine's
	// too: a Network hands their responses on. ctx ends when the program aborts
	// the request, when its time is up and when the app is closed.
	Fetch(ctx context.Context, req *http.Request, done func(*http.Response, error))
}

// Dialer opens WebSockets.
type Dialer interface {
	// Dial connects to a ws or wss URL and returns the connection and the
	// header of the server's answer. It is called on a goroutine of its own.
	Dial(ctx context.Context, url string, header http.Header, protocols []string) (Socket, http.Header, error)
}

// Socket is a WebSocket. One goroutine reads while another writes.
type Socket interface {
	// Read returns the next message, and whether it is binary or text. When the
	// other side has closed the connection the error is a [*SocketClosed].
	Read(ctx context.Context) (binary bool, data []byte, err error)
	// Write sends a message.
	Write(ctx context.Context, binary bool, data []byte) error
	// Close says goodbye with a code and a reason, or nothing where the code is 0,
	// and releases the connection; it also ends a Read and a Write.
	Close(code int, reason string) error
}

// SocketClosed is the error of a Socket that the other side has closed.
type SocketClosed struct {
	Code   int
	Reason string
}

func (e *SocketClosed) Error() string {
	return fmt.Sprintf("the WebSocket was closed with code %d: %s", e.Code, e.Reason)
}

// Domains are the servers that a program may talk to, one list for each kind of
// API, as in WeChat's server settings. An entry is an origin such as
// "https://api.example.com" or "wss://example.com:8443" (a port that is the
// scheme's own may be left out), or one with a wildcard for the first label:
// "https://*.example.com". A list that is empty allows nothing. Redirects are
// checked like the first address.
type Domains struct {
	Request, UploadFile, DownloadFile, Socket []string
}

// UI answers what a program asks of the user and of the device: wx.showToast,
// wx.showModal, wx.chooseImage and so on. See [Headless] for what happens
// without one.
type UI interface {
	// Call is one call. name is the wx name, args are its parameters as plain Go
	// data without the callbacks. answer must be called exactly once, from any
	// goroutine, also before Call returns. A nil result is an empty one; an error
	// makes the call fail with "name:fail " and its text ("cancel" is what a
	// user's refusal is called). A call that makes an object, such as
	// createInnerAudioContext, may be answered more than once: each result is an
	// event of the object, {"event": "timeUpdate", …} for its onTimeUpdate, and
	// those of a field properties become properties of the object. A method of it
	// is a call InnerAudioContext.play; args hold the object's number as object,
	// which is that of the call that made it, the arguments and the properties.
	Call(name string, args map[string]any, answer func(result map[string]any, err error))
}

// Rect is a rectangle in CSS pixels, relative to the top left corner of the
// window.
type Rect struct{ Left, Top, Width, Height float64 }

// Geometry knows where things are on the screen. Without one everything is at
// the origin and has no size. What stands in a scroll-view is where its position
// puts it; the size of its content is what its children take up together.
type Geometry interface {
	// Rect returns the place of a node.
	Rect(n view.Node) Rect
}
