// Which fields of a node can still influence anything under the model's options. One that cannot is given one fixed value
// here, each with its reason, so that states that differ in nothing that matters are one state.
package main

// canonical gives what cannot matter its fixed value. The node has handled every Update.
func (n *node) canonical() {
	n.canonicalTimers()
	n.peer.Forget()
	// It is read by the quorum check and before a snapshot is sent, which needs a compacted log.
	if !n.model.CheckQuorum && n.bound("max-compactions") == 0 {
		n.peer.ForgetActivity()
	}
	if n.bound("max-conf-changes") == 0 {
		n.peer.ForgetChange()
	}
}

// canonicalTimers: without a clock any timer may fire at any time, and all that counts is whether a node is past the lease of
// its leader, which is asked with CheckQuorum only. By the clock, nobody asks how long a node is past the shortest timeout,
// and a leader counts election timeouts only for the quorum check and for giving up a transfer. The timeout itself is chosen
// when its time comes.
func (n *node) canonicalTimers() {
	election, heartbeat := n.peer.Timers()
	timeout := n.peer.ElectionTimeout()
	*n.peer.Randomized() = timeout
	leads := n.peer.Leads()
	if n.timed() {
		if leads && !n.model.CheckQuorum && n.bound("max-transfers") == 0 {
			*election = 0
		}
		*election = min(*election, timeout)
		return
	}
	*heartbeat = 0
	if n.model.CheckQuorum && !leads && n.peer.Leader() != 0 && *election >= timeout {
		*election = timeout
	} else {
		*election = 0
	}
}
