//go:build race

package view

// raceEnabled tells that the race detector watches, under which a sync.Pool
// drops what it is given now and then.
const raceEnabled = true
