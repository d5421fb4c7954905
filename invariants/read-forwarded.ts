/** Goal: a follower serves a read too, by asking its leader. */
import type { SometimesProperty } from '../src/property/property.ts';

export const readForwarded: SometimesProperty = {
  name: 'read-forwarded',
  sentence: 'A follower is told by its leader that it may serve a read.',
  source: 'Raft thesis, section 6.4 (followers ask the leader for the readIndex)',
  scope: 'sometimes',
  over: 'step',
  reached: (_before, action, after) =>
    action.kind === 'deliver' &&
    action.message.type === 'MsgReadIndexResp' &&
    after.extra.readStates !== undefined,
};
