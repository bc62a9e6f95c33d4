//go:build race

package hostile

// raceEnabled tells that the race detector watches, which takes memory of its
// own that a limit would count.
const raceEnabled = true
