// The library's log: thrown away, but for panics.
package main

import "fmt"

type silent struct{}

func (silent) Debug(...any)                    {}
func (silent) Debugf(string, ...any)           {}
func (silent) Info(...any)                     {}
func (silent) Infof(string, ...any)            {}
func (silent) Warning(...any)                  {}
func (silent) Warningf(string, ...any)         {}
func (silent) Error(...any)                    {}
func (silent) Errorf(string, ...any)           {}
func (silent) Fatal(what ...any)               { panic(fmt.Sprint(what...)) }
func (silent) Fatalf(text string, what ...any) { panic(fmt.Sprintf(text, what...)) }
func (silent) Panic(what ...any)               { panic(fmt.Sprint(what...)) }
func (silent) Panicf(text string, what ...any) { panic(fmt.Sprintf(text, what...)) }
