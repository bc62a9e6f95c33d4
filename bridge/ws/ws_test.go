package ws_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/coder/websocket"
	"go.uber.org/goleak"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/bridge/ws"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func Example() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		logic, err := ws.Accept(w, r, nil)
		if err != nil {
			log.Print(err)
			return
		}
		// A host gives it to an app: remoteView.Connect(logic).
		defer logic.Close()
		if _, err := logic.Queue(&bridge.OpenPage{Page: 1, Path: "pages/index/index"}); err == nil {
			err = logic.Flush()
		}
		if err != nil {
			log.Print(err)
		}
		_, _ = logic.Receive() // until the view closes
	}))
	defer server.Close()
	conn, err := ws.Dial(context.Background(), server.URL, nil)
	if err != nil {
		log.Fatal(err)
	}
	// A view gives it to its client: client.Serve(ctx, conn).
	m, err := conn.Receive()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.(*bridge.OpenPage).Path)
	conn.Close()
	// Output: pages/index/index
}

// What is no message of the bridge ends the connection with an error that says so.
func TestHostileEnd(t *testing.T) {
	cases := map[string]struct {
		typ  websocket.MessageType
		data string
	}{
		"text":     {websocket.MessageText, "hello"},
		"garbage":  {websocket.MessageBinary, "hello"},
		"too long": {websocket.MessageBinary, string(make([]byte, 2000))},
	}
	for name, c := range cases {
		got := make(chan error, 1)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			logic, err := ws.Accept(w, r, &ws.Options{Limits: bridge.Limits{MaxMessage: 1000}})
			if err == nil {
				_, err = logic.Receive()
				logic.Close()
			}
			got <- err
		}))
		conn, _, err := websocket.Dial(t.Context(), server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := conn.Write(t.Context(), c.typ, []byte(c.data)); err != nil {
			t.Fatal(err)
		}
		if err := <-got; err == nil || errors.Is(err, io.EOF) {
			t.Errorf("%s: %v", name, err)
		}
		conn.CloseNow()
		server.Close()
	}
}
