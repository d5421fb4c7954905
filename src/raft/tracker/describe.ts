/**
 * Configurations and progresses as text, character for character as etcd prints them: its transcripts are compared
 * with these.
 */
import { jointString, majorityString } from '../quorum/describe.ts';
import { sortedIds } from '../quorum/majority.ts';
import { count, full } from './inflights.ts';
import { isPaused, type Progress } from './progress.ts';
import type { ProgressMap, TrackerConfig } from './tracker.ts';

/** "voters=(1 2)&&(1 2 3) learners=(4) learners_next=(3) autoleave" (etcd: tracker.Config.String). */
export function configString(config: TrackerConfig): string {
  let text = `voters=${jointString(config.voters)}`;
  if (!config.learners.isEmpty()) text += ` learners=${majorityString(config.learners)}`;
  if (!config.learnersNext.isEmpty()) text += ` learners_next=${majorityString(config.learnersNext)}`;
  if (config.autoLeave) text += ' autoleave';
  return text;
}

/** "StateReplicate match=3 next=5 inflight=1", and the flags that are on (etcd: Progress.String). */
export function progressString(pr: Progress): string {
  let text = `${pr.state} match=${pr.match} next=${pr.next}`;
  if (pr.isLearner) text += ' learner';
  if (isPaused(pr)) text += ' paused';
  if (pr.pendingSnapshot > 0) text += ` pendingSnap=${pr.pendingSnapshot}`;
  if (!pr.recentActive) text += ' inactive';
  const inFlight = count(pr.inflights);
  if (inFlight > 0) text += ` inflight=${inFlight}${full(pr.inflights) ? '[full]' : ''}`;
  return text;
}

/** One line for each node, ascending by id (etcd: ProgressMap.String). */
export function progressMapString(progress: ProgressMap): string {
  return sortedIds(progress.keys())
    .map((id) => `${id}: ${progressString(progress.get(id)!)}\n`)
    .join('');
}
