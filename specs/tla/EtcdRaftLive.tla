---------------------------- MODULE EtcdRaftLive ----------------------------
(* A question of whole behaviors about EtcdRaft: does each node read all that  *)
(* waits for it, again and again, if none rests for ever while something does?  *)
(* test/bench/tlclive.yaml asks raftcheck the same.                             *)
EXTENDS EtcdRaft

WaitsFor(i) == {m \in BagToSet(net) : m.to = i}
Reads(i) == \E m \in WaitsFor(i) : Deliver(m)

FairSpec == Spec /\ \A i \in Node : WF_vars(Reads(i))

HasRead == \A i \in Node : WaitsFor(i) # {} ~> WaitsFor(i) = {}

=============================================================================
