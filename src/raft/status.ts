/**
 * A node as its application sees it: for screens, logs and decisions outside of Raft (etcd: status.go).
 */
import { Map as ImmutableMap } from 'immutable';
import { HardState, None } from './pb.ts';
import { hardState, type Raft, SoftState, softState } from './raft.ts';
import { Record } from './record.ts';
import { type ProgressMap, TrackerConfig } from './tracker/tracker.ts';

export type BasicStatusFields = {
  id: number;
  hardState: HardState;
  softState: SoftState;
  applied: number;
  leadTransferee: number;
};
export const BasicStatus = Record<BasicStatusFields>(
  { id: None, hardState: HardState(), softState: SoftState(), applied: 0, leadTransferee: None },
  'BasicStatus',
);
export type BasicStatus = Record<BasicStatusFields> & Readonly<BasicStatusFields>;

export type StatusFields = BasicStatusFields & { config: TrackerConfig; progress: ProgressMap };
/** `progress` is empty unless the node leads. */
export const Status = Record<StatusFields>(
  { ...BasicStatus().toObject(), config: TrackerConfig(), progress: ImmutableMap() },
  'Status',
);
export type Status = Record<StatusFields> & Readonly<StatusFields>;

/** etcd: getBasicStatus */
export function getBasicStatus(r: Raft): BasicStatus {
  return BasicStatus(basics(r));
}

/** etcd: getStatus */
export function getStatus(r: Raft): Status {
  const progress: ProgressMap = r.state === 'StateLeader' ? r.trk.progress : ImmutableMap();
  return Status({ ...basics(r), config: r.trk.config, progress });
}

function basics(r: Raft): BasicStatusFields {
  return {
    id: r.id,
    hardState: hardState(r),
    softState: softState(r),
    applied: r.raftLog.applied,
    leadTransferee: r.leadTransferee,
  };
}
