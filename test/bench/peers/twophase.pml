/* Two-phase commit with seven resource managers: see twophase.mjs. */
mtype = { working, prepared, committed, aborted, begun };

mtype rm[7] = working;
mtype tm = begun;
bool heard[7];
bool sent[7];
bool commit;
bool abort;

#define steps(i) \
  :: d_step { tm == begun && sent[i] -> heard[i] = true } \
  :: d_step { rm[i] == working -> rm[i] = prepared; sent[i] = true } \
  :: d_step { rm[i] == working -> rm[i] = aborted } \
  :: d_step { commit -> rm[i] = committed } \
  :: d_step { abort -> rm[i] = aborted }

#define is(state) \
  (rm[0] == state || rm[1] == state || rm[2] == state || rm[3] == state || rm[4] == state || rm[5] == state || rm[6] == state)

active proctype system() {
end:
  do
  :: d_step {
       tm == begun && heard[0] && heard[1] && heard[2] && heard[3] && heard[4] && heard[5] && heard[6] ->
       tm = committed;
       commit = true
     }
  :: d_step { tm == begun -> tm = aborted; abort = true }
  steps(0)
  steps(1)
  steps(2)
  steps(3)
  steps(4)
  steps(5)
  steps(6)
  od
}

ltl consistent { [] !(is(committed) && is(aborted)) }
