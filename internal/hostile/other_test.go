//go:build !unix

package hostile

import (
	"testing"
	"time"
)

func limitMemory(t *testing.T, _ uint64) { t.Log("no limit of memory on this system") }

func processTime() time.Duration { return time.Minute }
