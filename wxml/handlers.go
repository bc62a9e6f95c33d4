package wxml

// Handler is the name of a method that an event attribute gives as static text.
type Handler struct {
	Name string
	// File is the document that has the attribute, At its place there.
	File *Document
	At   Pos
}

// Handlers returns the static handler names of the program, those of all its
// templates included, in no particular order. A name that stands in several
// places is there as often.
func (p *Program) Handlers() []Handler {
	w := handlerWalk{seen: make(map[*Template]bool)}
	w.template(p.Main)
	return w.out
}

type handlerWalk struct {
	seen map[*Template]bool
	out  []Handler
}

func (w *handlerWalk) template(t *Template) {
	if !w.seen[t] {
		w.seen[t] = true
		w.block(t.Body)
	}
}

func (w *handlerWalk) block(b *Block) {
	for i := range b.Nodes {
		n := &b.Nodes[i]
		for _, e := range n.Events {
			if name, ok := e.Handler.Value().AsString(); ok && e.Handler.Const && name != "" {
				w.out = append(w.out, Handler{name, n.File, e.At})
			}
		}
		for _, c := range n.Contents {
			w.block(c)
		}
	}
	for i := range b.Steps {
		switch st := &b.Steps[i]; st.Kind {
		case StepIf:
			for _, br := range st.If.Branches {
				w.block(br.Body)
			}
		case StepFor:
			w.block(st.For.Body)
		case StepTemplate:
			for _, t := range st.Use.Table.All() {
				w.template(t)
			}
		}
	}
}
