package runtime

import (
	"context"
	"fmt"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/internal/logic"
)

// engine is the logic layer of an app, wherever it runs. Its methods may be
// called from any goroutine.
type engine interface {
	// do carries out a command and returns when everything it caused is settled.
	do(ctx context.Context, c command) (value.Value, error)
	// send is do for a message.
	send(ctx context.Context, m bridge.ToLogic) error
	// receive takes a message without waiting for what it causes.
	receive(m bridge.ToLogic)
	// close ends the layer; a turn that is running is interrupted.
	close()
}

// command is something that the host wants of the logic layer. It is plain
// data, so that it can be told to another process.
type command struct {
	op opcode
	// page, instance and node name a component; instance 0 is the page's own.
	page     bridge.PageID
	instance bridge.InstanceID
	node     int32
	// name is a method, a route API or a lifetime.
	name string
	// args are the arguments: an array where there may be several.
	args value.Value
}

// opcode says what a command does.
type opcode int

const (
	opSettle   opcode = iota // nothing, but settle
	opLaunch                 // the launch of the program
	opLost                   // the error is why the launch led to no page
	opMount                  // the mount of the one component; args are its properties
	opMountOff               // the same, but not attached
	opAttach
	opDetach
	opSetProps
	opPageLifetime
	opNavigate // args are the address and the number of pages
	opData
	opSetData
	opCall
	opState // gives an array of the data and the tree
	opStats // gives an array of the counts of Stats
)

// perform carries out a command within a turn of the logic layer.
func perform(l *logic.App, c command) (out value.Value, err error) {
	arg := func(i int) value.Value { return c.args.AsArray().At(i) }
	switch c.op {
	case opLaunch:
		err = l.Launch()
	case opLost:
		err = l.Lost()
	case opMount, opMountOff:
		err = l.Mount(c.args, c.op == opMountOff)
	case opAttach:
		err = l.Attach(c.page)
	case opDetach:
		err = l.Detach(c.page)
	case opSetProps:
		err = l.SetProps(c.page, c.args)
	case opPageLifetime:
		err = l.PageLifetime(c.page, c.name, c.args.AsArray().Items())
	case opNavigate:
		delta, _ := arg(1).AsNumber()
		err = l.Navigate(c.name, value.Text(arg(0)), int(delta))
	case opData:
		out, err = l.Data(c.page, c.instance, c.node)
	case opSetData:
		err = l.SetData(c.page, c.instance, c.node, c.args)
	case opCall:
		out, err = l.Call(c.page, c.instance, c.node, c.name, c.args.AsArray().Items())
	case opState:
		out, err = state(l, c.page)
	case opStats:
		out = stats(l, c.page)
	}
	return out, err
}

func state(l *logic.App, page bridge.PageID) (value.Value, error) {
	data, err := l.StateData(page)
	if err != nil {
		return value.Value{}, fmt.Errorf("data: %w", err)
	}
	tree, err := l.Tree(page)
	return array(data, tree), err
}

func stats(l *logic.App, page bridge.PageID) value.Value {
	batches, ops, instances, evaluations := l.Stats(page)
	return array(value.Int(batches), value.Int(ops), value.Int(instances), value.Int(evaluations))
}

func array(items ...value.Value) value.Value { return value.FromArray(value.NewArray(items...)) }

// local is an engine in this process: turns run on the goroutines of callers.
type local struct{ logic *logic.App }

func (l local) do(ctx context.Context, c command) (out value.Value, err error) {
	if c.op == opSettle {
		return out, l.logic.Do(ctx, nil)
	}
	err = l.logic.Do(ctx, func() error {
		var err error
		out, err = perform(l.logic, c)
		return err
	})
	return out, err
}

func (l local) send(ctx context.Context, m bridge.ToLogic) error {
	return l.logic.Do(ctx, func() error {
		l.logic.Handle(m)
		return nil
	})
}

func (l local) receive(m bridge.ToLogic) { l.logic.Receive(m) }
func (l local) close()                   { l.logic.Close() }
