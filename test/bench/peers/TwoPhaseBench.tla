--------------------------- MODULE TwoPhaseBench ---------------------------
\* Two-phase commit with seven resource managers: see twophase.mjs.
EXTENDS Naturals

VARIABLES rm, tm, heard, sent, commit, abort

vars == <<rm, tm, heard, sent, commit, abort>>
Managers == 1..7

Init ==
  /\ rm = [i \in Managers |-> "working"]
  /\ tm = "init"
  /\ heard = {}
  /\ sent = {}
  /\ commit = FALSE
  /\ abort = FALSE

TMCommit ==
  /\ tm = "init"
  /\ heard = Managers
  /\ tm' = "committed"
  /\ commit' = TRUE
  /\ UNCHANGED <<rm, heard, sent, abort>>

TMAbort ==
  /\ tm = "init"
  /\ tm' = "aborted"
  /\ abort' = TRUE
  /\ UNCHANGED <<rm, heard, sent, commit>>

TMRcvPrepared(i) ==
  /\ tm = "init"
  /\ i \in sent
  /\ heard' = heard \union {i}
  /\ UNCHANGED <<rm, tm, sent, commit, abort>>

RMPrepare(i) ==
  /\ rm[i] = "working"
  /\ rm' = [rm EXCEPT ![i] = "prepared"]
  /\ sent' = sent \union {i}
  /\ UNCHANGED <<tm, heard, commit, abort>>

RMChooseToAbort(i) ==
  /\ rm[i] = "working"
  /\ rm' = [rm EXCEPT ![i] = "aborted"]
  /\ UNCHANGED <<tm, heard, sent, commit, abort>>

RMRcvCommit(i) ==
  /\ commit
  /\ rm' = [rm EXCEPT ![i] = "committed"]
  /\ UNCHANGED <<tm, heard, sent, commit, abort>>

RMRcvAbort(i) ==
  /\ abort
  /\ rm' = [rm EXCEPT ![i] = "aborted"]
  /\ UNCHANGED <<tm, heard, sent, commit, abort>>

Next ==
  \/ TMCommit
  \/ TMAbort
  \/ \E i \in Managers :
       TMRcvPrepared(i) \/ RMPrepare(i) \/ RMChooseToAbort(i) \/ RMRcvCommit(i) \/ RMRcvAbort(i)

Spec == Init /\ [][Next]_vars

Consistent == \A i, j \in Managers : ~(rm[i] = "committed" /\ rm[j] = "aborted")
=============================================================================
