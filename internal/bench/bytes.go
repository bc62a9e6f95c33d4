package bench

import (
	"context"
	"encoding/binary"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/view"
)

// Bytes returns what the timed steps of the first round put on the bridge, in
// both directions, as another process would get them: batches, events and
// acknowledgements, each with its length in front. It runs the round on a page of
// its own, so that the encoding is in nobody's time.
func Bytes(ctx context.Context, w *Workload, op *Op, n int) (int, error) {
	var c wireCounter
	r, err := open(ctx, w, op, n, runtime.Config{OnBatch: c.batch, Limits: unmetered})
	if err != nil {
		return 0, err
	}
	defer r.Close()
	r.dispatched = c.event
	steps, err := r.Prepare()
	if err != nil {
		return 0, err
	}
	c.size = 0
	for _, step := range steps {
		if err := step(); err != nil {
			return 0, err
		}
	}
	return c.size, c.err
}

// wireCounter counts messages as both ends of a connection would encode them.
type wireCounter struct {
	toView, toLogic bridge.Encoder
	size            int
	err             error
}

func (c *wireCounter) add(data []byte, err error) {
	if err != nil && c.err == nil {
		c.err = err
	}
	c.size += len(data) + len(binary.AppendUvarint(nil, uint64(len(data))))
}

// batch sees a batch before the view takes it over.
func (c *wireCounter) batch(b *bridge.Batch) {
	c.add(c.toView.ToView(nil, b))
	c.add(c.toLogic.ToLogic(nil, &bridge.Ack{Page: b.Page, Seq: b.Seq}))
}

func (c *wireCounter) event(n view.Node, e runtime.Event) error {
	m, err := n.Event(e)
	if err != nil {
		return err
	}
	c.add(c.toLogic.ToLogic(nil, m))
	return nil
}
