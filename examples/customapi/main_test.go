package main

import (
	"log"
	"os"
)

func Example_granted() {
	if err := run(os.Stdout, true); err != nil {
		log.Fatal(err)
	}
	// Output:
	// May this program use scope.pay, to pay what you choose? true
	// paid 4 to shop | 96 left
	// pay:fail insufficient balance | 96 left
	// pay:fail parameter error: parameter.amount should be Number instead of String; | 96 left
}

func Example_refused() {
	if err := run(os.Stdout, false); err != nil {
		log.Fatal(err)
	}
	// Output:
	// May this program use scope.pay, to pay what you choose? false
	// pay:fail auth deny | paySync:fail auth deny
	// pay:fail auth deny | paySync:fail auth deny
	// pay:fail parameter error: parameter.amount should be Number instead of String; | paySync:fail auth deny
}
