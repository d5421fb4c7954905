------------------------------ MODULE EtcdRaft ------------------------------
(* The cluster that raftcheck explores, written by hand for TLC: what etcd's   *)
(* Raft library does, one step a message, as src/raft does it and             *)
(* src/cluster drives it. `npm run bench -- --tlc <jar>` runs both on the same  *)
(* bounds and compares them state by state.                                   *)
(*                                                                            *)
(* Exact, so that distinct states, generated states and depth are equal:      *)
(* elections, replication with probes and hints, commits, heartbeats,         *)
(* proposals at the leader, crashes and restarts, over a network that loses    *)
(* and reorders, with storage that is written before anything is sent, and    *)
(* with timers that may fire at any time. Two nodes or more, all of them       *)
(* voters.                                                                    *)
(*                                                                            *)
(* Not here, and 0 or off in the spec to compare with: duplicates, pre-vote,   *)
(* check-quorum, reads, snapshots, transfers, configuration changes,          *)
(* asynchronous storage, limits of size, links that keep order. A node's      *)
(* history is no part of a state, so the properties to compare with must not   *)
(* ask for any.                                                               *)
EXTENDS Integers, Sequences, FiniteSets, Bags

CONSTANTS
  Nodes,          \* how many nodes
  MaxTerm, MaxInFlight, MaxTimeouts, MaxHeartbeats, MaxProposals, MaxCrashes,
  NoLimit         \* as a bound of timeouts or heartbeats: not counted

ASSUME Nodes >= 2

Node == 1..Nodes
None == 0

VARIABLES
  node,           \* by node: what it is, in memory and on disk
  net,            \* the messages in flight, as a bag; a lost one stays for ever
  used            \* by bounded action, how often it has been taken

vars == <<node, net, used>>

(* A leader's view of a follower: `match` and `next` as in the paper,         *)
(* `sentCommit` the commit index last sent, `flows` when entries follow one    *)
(* another without waiting (StateReplicate), `paused` while a probe is out.    *)
(* Of itself a leader knows its log; its own entry is never read.              *)
Unknown == [match |-> 0, next |-> 1, sentCommit |-> 0, flows |-> FALSE, paused |-> FALSE]
NoProgress == [j \in Node |-> Unknown]

(* With storage written in the same step there is no difference between       *)
(* memory and disk in term, vote, log and commit; a crash takes the rest.      *)
(* `granted` and `refused` are filled while campaigning, `progress` while       *)
(* leading.                                                                    *)
Fresh == [up |-> TRUE, role |-> "follower", term |-> 0, vote |-> None, lead |-> None,
          log |-> <<>>, commit |-> 0, granted |-> {}, refused |-> {}, progress |-> NoProgress]

Init ==
  /\ node = [i \in Node |-> Fresh]
  /\ net = EmptyBag
  /\ used = [timeouts |-> 0, heartbeats |-> 0, proposals |-> 0, crashes |-> 0]

-----------------------------------------------------------------------------
(* Logs: sequences of [term, data]; an index is a position.                    *)

TermAt(log, index) == IF index = 0 THEN 0 ELSE log[index].term
LastTerm(log) == TermAt(log, Len(log))
Has(log, index, term) == index <= Len(log) /\ TermAt(log, index) = term

Min(a, b) == IF a < b THEN a ELSE b
Max(a, b) == IF a > b THEN a ELSE b

Majority(S) == 2 * Cardinality(S) > Nodes

(* Where a log may still agree with one of which an entry at `index` with term *)
(* `most` is known.                                                           *)
RECURSIVE AgreesUpTo(_, _, _)
AgreesUpTo(log, index, most) ==
  IF index = 0 \/ (index <= Len(log) => TermAt(log, index) <= most) THEN index
  ELSE AgreesUpTo(log, index - 1, most)

(* The first position at which `entries`, which follow on `prev`, are not what *)
(* the log holds; 0 when the log has them all.                                 *)
Conflict(log, prev, entries) ==
  LET new == {k \in 1..Len(entries) : ~Has(log, prev + k, entries[k].term)}
  IN IF new = {} THEN 0 ELSE CHOOSE k \in new : \A other \in new : k <= other

-----------------------------------------------------------------------------
(* What a step comes to: the node after it and the messages it sends. No step  *)
(* sends the same message twice, so a set is enough.                           *)

Result(n, out) == [n |-> n, out |-> out]
Quiet(n) == Result(n, {})

(* What every change of role begins with; at a new term the vote goes too.     *)
Reset(n, term) ==
  [n EXCEPT !.term = term, !.vote = IF term = n.term THEN @ ELSE None, !.lead = None,
            !.granted = {}, !.refused = {}, !.progress = NoProgress]

BecomeFollower(n, term, lead) ==
  [Reset(n, term) EXCEPT !.role = "follower", !.lead = lead]

(* The entries from `next` on, unless a probe is out. Without `always` only     *)
(* entries are worth a message.                                                *)
SendAppend(r, i, j, always) ==
  LET n == r.n
      pr == n.progress[j]
      entries == SubSeq(n.log, pr.next, Len(n.log))
      sent == [pr EXCEPT !.sentCommit = n.commit,
                         !.next = IF pr.flows THEN @ + Len(entries) ELSE @,
                         !.paused = ~pr.flows /\ entries # <<>>]
  IN IF pr.paused \/ (entries = <<>> /\ ~always) THEN r
     ELSE Result([n EXCEPT !.progress[j] = sent],
                 r.out \cup {[type |-> "MsgApp", from |-> i, to |-> j, term |-> n.term,
                              index |-> pr.next - 1, logTerm |-> TermAt(n.log, pr.next - 1),
                              entries |-> entries, commit |-> n.commit]})

RECURSIVE SendAppends(_, _, _)
SendAppends(r, i, j) ==
  IF j > Nodes THEN r
  ELSE SendAppends(IF j = i THEN r ELSE SendAppend(r, i, j, TRUE), i, j + 1)

BcastAppend(n, i) == SendAppends(Quiet(n), i, 1)

(* Takes over, with an empty entry of its own term.                            *)
BecomeLeader(n, i) ==
  LET ahead == [Unknown EXCEPT !.next = Len(n.log) + 1]
  IN [Reset(n, n.term) EXCEPT !.role = "leader", !.lead = i,
        !.log = Append(@, [term |-> n.term, data |-> 0]),
        !.progress = [j \in Node |-> IF j = i THEN Unknown ELSE ahead]]

-----------------------------------------------------------------------------
(* Votes                                                                       *)

Campaign(n, i) ==
  LET c == [Reset(n, n.term + 1) EXCEPT !.role = "candidate", !.vote = i, !.granted = {i}]
  IN Result(c, {[type |-> "MsgVote", from |-> i, to |-> j, term |-> c.term,
                 index |-> Len(c.log), logTerm |-> LastTerm(c.log)] : j \in Node \ {i}})

HandleVote(n, i, m) ==
  LET free == n.vote = m.from \/ (n.vote = None /\ n.lead = None)
      upToDate == \/ m.logTerm > LastTerm(n.log)
                  \/ m.logTerm = LastTerm(n.log) /\ m.index >= Len(n.log)
      grants == free /\ upToDate
  IN Result(IF grants THEN [n EXCEPT !.vote = m.from] ELSE n,
            {[type |-> "MsgVoteResp", from |-> i, to |-> m.from, term |-> n.term, reject |-> ~grants]})

HandleVoteResp(n, i, m) ==
  LET counted == IF m.from \in n.granted \cup n.refused THEN n
                 ELSE IF m.reject THEN [n EXCEPT !.refused = @ \cup {m.from}]
                 ELSE [n EXCEPT !.granted = @ \cup {m.from}]
  IN IF n.role # "candidate" THEN Quiet(n)
     ELSE IF Majority(counted.granted) THEN BcastAppend(BecomeLeader(counted, i), i)
     ELSE IF ~Majority(Node \ counted.refused) THEN Quiet(BecomeFollower(counted, n.term, None))
     ELSE Quiet(counted)

-----------------------------------------------------------------------------
(* Followers                                                                   *)

Acknowledge(n, i, m, index) ==
  Result(n, {[type |-> "MsgAppResp", from |-> i, to |-> m.from, term |-> n.term, index |-> index,
              reject |-> FALSE, hint |-> 0, logTerm |-> 0]})

Refuse(n, i, m) ==
  LET hint == AgreesUpTo(n.log, Min(m.index, Len(n.log)), m.logTerm)
  IN Result(n, {[type |-> "MsgAppResp", from |-> i, to |-> m.from, term |-> n.term, index |-> m.index,
                 reject |-> TRUE, hint |-> hint, logTerm |-> TermAt(n.log, hint)]})

AppendEntries(n, i, m) ==
  LET last == m.index + Len(m.entries)
      first == Conflict(n.log, m.index, m.entries)
      log == IF first = 0 THEN n.log
             ELSE SubSeq(n.log, 1, m.index + first - 1) \o SubSeq(m.entries, first, Len(m.entries))
  IN IF m.index < n.commit THEN Acknowledge(n, i, m, n.commit)
     ELSE IF ~Has(n.log, m.index, m.logTerm) THEN Refuse(n, i, m)
     ELSE Acknowledge([n EXCEPT !.log = log, !.commit = Max(@, Min(m.commit, last))], i, m, last)

(* Whoever speaks as the leader of this term is the leader.                    *)
Follow(n, m) ==
  IF n.role = "candidate" THEN BecomeFollower(n, n.term, m.from) ELSE [n EXCEPT !.lead = m.from]

HandleApp(n, i, m) ==
  IF n.role = "leader" THEN Quiet(n) ELSE AppendEntries(Follow(n, m), i, m)

HandleHeartbeat(n, i, m) ==
  IF n.role = "leader" THEN Quiet(n)
  ELSE Result([Follow(n, m) EXCEPT !.commit = Max(@, m.commit)],
              {[type |-> "MsgHeartbeatResp", from |-> i, to |-> m.from, term |-> n.term]})

-----------------------------------------------------------------------------
(* Leaders                                                                     *)

(* The highest index that a majority holds.                                    *)
Replicated(n, i) ==
  LET Holds(k) == {i} \cup {j \in Node : n.progress[j].match >= k}
      held == {k \in 0..Len(n.log) : k = 0 \/ Majority(Holds(k))}
  IN CHOOSE k \in held : \A other \in held : k >= other

(* Only an entry of its own term is committed by counting.                     *)
Committed(n, i) ==
  LET k == Replicated(n, i)
  IN IF k > n.commit /\ TermAt(n.log, k) = n.term THEN k ELSE n.commit

(* Looks further down for the point where the logs meet. While entries flow a   *)
(* refusal of what is known to match is stale, while probing one of anything    *)
(* but the probe.                                                              *)
HandleRefusal(n, i, m) ==
  LET pr == n.progress[m.from]
      hint == IF m.logTerm = 0 THEN m.hint ELSE AgreesUpTo(n.log, m.hint, m.logTerm)
      genuine == IF pr.flows THEN m.index > pr.match ELSE pr.next - 1 = m.index
      next == IF pr.flows THEN pr.match + 1 ELSE Max(Min(m.index, hint + 1), pr.match + 1)
      lower == [pr EXCEPT !.next = next, !.sentCommit = Min(@, next - 1), !.flows = FALSE, !.paused = FALSE]
  IN IF ~genuine THEN Quiet(n)
     ELSE SendAppend(Quiet([n EXCEPT !.progress[m.from] = lower]), i, m.from, TRUE)

HandleAcknowledgement(n, i, m) ==
  LET pr == n.progress[m.from]
      news == m.index > pr.match
      endsProbe == ~pr.flows /\ pr.match = m.index
      match == Max(pr.match, m.index)
      updated == [pr EXCEPT !.match = match, !.flows = TRUE, !.paused = FALSE,
                            !.next = IF pr.flows THEN Max(@, match + 1) ELSE match + 1]
      known == [n EXCEPT !.progress[m.from] = updated]
      commit == Committed(known, i)
      behind == commit > updated.sentCommit /\ updated.sentCommit < updated.next - 1
      told == IF commit > n.commit THEN BcastAppend([known EXCEPT !.commit = commit], i)
              ELSE IF behind THEN SendAppend(Quiet(known), i, m.from, TRUE)
              ELSE Quiet(known)
  IN IF news \/ endsProbe THEN SendAppend(told, i, m.from, FALSE) ELSE Quiet(n)

HandleAppResp(n, i, m) ==
  IF n.role # "leader" THEN Quiet(n)
  ELSE IF m.reject THEN HandleRefusal(n, i, m)
  ELSE HandleAcknowledgement(n, i, m)

HandleHeartbeatResp(n, i, m) ==
  LET pr == n.progress[m.from]
      awake == Quiet([n EXCEPT !.progress[m.from].paused = FALSE])
  IN IF n.role # "leader" THEN Quiet(n)
     ELSE IF pr.match < Len(n.log) \/ ~pr.flows THEN SendAppend(awake, i, m.from, TRUE)
     ELSE awake

(* A heartbeat tells nobody to commit beyond what he is known to hold.         *)
BcastHeartbeat(n, i) ==
  LET Commit(j) == Min(n.progress[j].match, n.commit)
  IN Result([n EXCEPT !.progress = [j \in Node |-> IF j = i THEN @[j] ELSE [@[j] EXCEPT !.sentCommit = Commit(j)]]],
            {[type |-> "MsgHeartbeat", from |-> i, to |-> j, term |-> n.term, commit |-> Commit(j)]
               : j \in Node \ {i}})

-----------------------------------------------------------------------------
(* A message first has its term judged, then its type.                         *)

Handle(n, i, m) ==
  CASE m.type = "MsgVote" -> HandleVote(n, i, m)
    [] m.type = "MsgVoteResp" -> HandleVoteResp(n, i, m)
    [] m.type = "MsgApp" -> HandleApp(n, i, m)
    [] m.type = "MsgAppResp" -> HandleAppResp(n, i, m)
    [] m.type = "MsgHeartbeat" -> HandleHeartbeat(n, i, m)
    [] m.type = "MsgHeartbeatResp" -> HandleHeartbeatResp(n, i, m)

Receive(n, i, m) ==
  LET lead == IF m.type \in {"MsgApp", "MsgHeartbeat"} THEN m.from ELSE None
  IN IF m.term < n.term THEN Quiet(n)
     ELSE IF m.term > n.term THEN Handle(BecomeFollower(n, m.term, lead), i, m)
     ELSE Handle(n, i, m)

-----------------------------------------------------------------------------
(* Actions. Bounds are guards: of the term that a step ends in, and of the      *)
(* messages in flight after it, which a step that sends nothing may exceed.     *)
(* They are no disjunctions: of two that hold TLC makes two steps, and counts   *)
(* both as generated.                                                          *)

Allows(limit, count) == IF limit = NoLimit THEN TRUE ELSE count < limit
Count(limit, count) == IF limit = NoLimit THEN count ELSE count + 1

Take(i, r, rest) ==
  /\ r.n.term <= MaxTerm
  /\ IF r.out = {} THEN TRUE ELSE BagCardinality(rest) + Cardinality(r.out) <= MaxInFlight
  /\ node' = [node EXCEPT ![i] = r.n]
  /\ net' = rest (+) SetToBag(r.out)

Deliver(m) ==
  /\ node[m.to].up
  /\ Take(m.to, Receive(node[m.to], m.to, m), net (-) SetToBag({m}))
  /\ UNCHANGED used

Timeout(i) ==
  /\ node[i].up /\ node[i].role # "leader"
  /\ Allows(MaxTimeouts, used.timeouts)
  /\ Take(i, Campaign(node[i], i), net)
  /\ used' = [used EXCEPT !.timeouts = Count(MaxTimeouts, @)]

Heartbeat(i) ==
  /\ node[i].up /\ node[i].role = "leader"
  /\ Allows(MaxHeartbeats, used.heartbeats)
  /\ Take(i, BcastHeartbeat(node[i], i), net)
  /\ used' = [used EXCEPT !.heartbeats = Count(MaxHeartbeats, @)]

(* The k-th proposal proposes the k-th value.                                  *)
Propose(i) ==
  LET value == used.proposals + 1
      entry == [term |-> node[i].term, data |-> value]
  IN /\ node[i].up /\ node[i].role = "leader"
     /\ used.proposals < MaxProposals
     /\ Take(i, BcastAppend([node[i] EXCEPT !.log = Append(@, entry)], i), net)
     /\ used' = [used EXCEPT !.proposals = value]

Crash(i) ==
  /\ node[i].up
  /\ used.crashes < MaxCrashes
  /\ Take(i, Quiet([BecomeFollower(node[i], node[i].term, None) EXCEPT !.up = FALSE]), net)
  /\ used' = [used EXCEPT !.crashes = @ + 1]

Restart(i) ==
  /\ ~node[i].up
  /\ Take(i, Quiet([node[i] EXCEPT !.up = TRUE]), net)
  /\ UNCHANGED used

Next ==
  \/ \E i \in Node : Timeout(i) \/ Heartbeat(i) \/ Propose(i) \/ Crash(i) \/ Restart(i)
  \/ \E m \in BagToSet(net) : Deliver(m)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* invariants/index-order.ts, as far as it says something here.                *)
IndexOrder ==
  \A i \in Node :
    LET n == node[i]
    IN /\ n.commit <= Len(n.log)
       /\ \A k \in 2..Len(n.log) : n.log[k - 1].term <= n.log[k].term
       /\ LastTerm(n.log) <= n.term

=============================================================================
