/** Whatever an explanation says was decided is what happened: held against every step of random behaviors. */
import { describe, expect, it } from 'vitest';
import type { MessageView } from '../../../src/cluster/view.ts';
import { type Decided, type Moment, momentOf } from '../../../src/trace/explain/finding.ts';
import { explainStep, type StepExplained } from '../../../src/trace/explain/step.ts';
import { describeAction } from '../../../src/trace/words.ts';
import { clusterOf, models, randomSteps } from './behaviors.ts';

/** What must be so when this was decided; absent: nothing that a state shows. */
const claims: Partial<Record<Decided, (moment: Moment) => boolean>> = {
  'vote-granted': (moment) => {
    const asked = message(moment);
    const answer = answered(moment, 'MsgVoteResp', 'MsgPreVoteResp');
    const voted = asked?.type === 'MsgPreVote' || moment.after.vote === asked?.from;
    return voted && (answer === undefined ? moment.model.storage === 'async' : answer.reject !== true);
  },
  'vote-refused': (moment) => {
    const answer = answered(moment, 'MsgVoteResp', 'MsgPreVoteResp');
    return answer === undefined ? moment.model.storage === 'async' : answer.reject === true;
  },
  'append-accepted': (moment) => {
    const answer = answered(moment, 'MsgAppResp');
    const last = message(moment)?.entries?.at(-1);
    const there =
      last === undefined || moment.after.log.some((e) => e.index === last.index && e.term === last.term);
    return there && (answer === undefined ? moment.model.storage === 'async' : answer.reject !== true);
  },
  'append-rejected': (moment) => {
    const answer = answered(moment, 'MsgAppResp');
    const asIs = JSON.stringify(moment.after.log) === JSON.stringify(moment.before.log);
    return asIs && (answer === undefined ? moment.model.storage === 'async' : answer.reject === true);
  },
  'append-known': ({ before, after }) => JSON.stringify(after.log) === JSON.stringify(before.log),
  'commit-advanced': ({ before, after }) => after.commit > before.commit,
  'commit-kept': ({ before, after }) => after.commit === before.commit,
  'became-leader': ({ before, after }) => before.role !== 'leader' && after.role === 'leader',
  'election-lost': ({ after }) => after.role === 'follower',
  'stepped-down': ({ before, after }) => before.role !== after.role && after.role === 'follower',
  'gave-way': ({ after, before }) => after.role === 'follower' && before.role.endsWith('candidate'),
  'term-raised': ({ before, after }) => after.term > before.term,
  campaigned: ({ before, after }) => after.role.endsWith('candidate') || after.term > before.term,
  'vote-counted': ({ before }) => before.role.endsWith('candidate'),
  'match-advanced': (moment) => {
    const from = message(moment)?.from ?? 0;
    return (moment.after.progress[from]?.match ?? 0) > (moment.before.progress[from]?.match ?? 0);
  },
  'snapshot-restored': ({ before, after }) => after.snapshot.index > before.snapshot.index,
  'entries-appended': ({ before, after }) => after.log.length > before.log.length && before.role === 'leader',
  forwarded: (moment) => moment.sent.length > 0 && moment.before.role !== 'leader',
  ignored: ({ before, after }) => before.commit === after.commit && before.log.length === after.log.length,
  configuration: ({ before, after }) => JSON.stringify(before.config) !== JSON.stringify(after.config),
};

function message({ action }: Moment): MessageView | undefined {
  return action.kind === 'deliver' ? action.message : undefined;
}

function answered(moment: Moment, ...types: string[]): MessageView | undefined {
  const to = message(moment)?.from;
  return moment.sent.find((sent) => sent.to === to && types.includes(sent.type));
}

/** What the explanation had to say, and did not. */
function omissions({ before, after, action }: Moment, { findings }: StepExplained): string[] {
  const says = (...words: Decided[]): boolean => findings.some(({ decided }) => words.includes(decided));
  const faulty = action.kind === 'crash' || action.kind === 'restart';
  return [
    ...(findings.length === 0 ? ['anything'] : []),
    ...(after.commit > before.commit && !faulty && !says('commit-advanced') ? ['the commit index'] : []),
    ...(after.role === 'leader' && before.role !== 'leader' && !says('became-leader')
      ? ['the new leader']
      : []),
    ...(after.role !== before.role && !faulty && !says(...ofRole) ? ['the new role'] : []),
  ];
}

const ofRole: readonly Decided[] = [
  'term-raised',
  'gave-way',
  'campaigned',
  'became-leader',
  'election-lost',
  'stepped-down',
];

const met = new Set<Decided>();

describe.each(models)('every step of random behaviors with $name', ({ model }) => {
  it('is explained by what happened, and nothing of it is left out or excused', () => {
    const cluster = clusterOf(model);
    const wrong: string[] = [];
    let steps = 0;
    for (const { before, step } of randomSteps(cluster, 12, 60)) {
      steps++;
      const [then, now] = [cluster.view(before), cluster.view(step.state)];
      const action = cluster.action(step.kind, step.arg);
      const explained = explainStep(model, then, action, now);
      const moment = momentOf(model, then, action, now);
      const at = `${describeAction(action)} at a ${moment.before.role} of term ${moment.before.term}`;
      for (const { decided, text } of explained.findings) {
        met.add(decided);
        if (claims[decided]?.(moment) === false) wrong.push(`${at}: ${decided} is not so: ${text}`);
        // A sound core does nothing that its rules do not say.
        if (text.includes('although')) wrong.push(`${at}: ${text}`);
      }
      for (const left of omissions(moment, explained)) wrong.push(`${at}: nothing is said of ${left}`);
    }
    expect([...new Set(wrong)].slice(0, 20)).toEqual([]);
    expect(steps).toBeGreaterThan(300);
  });
});

describe('the random behaviors', () => {
  it('between them have everything decided that is claimed about', () => {
    expect(Object.keys(claims).filter((decided) => !met.has(decided as Decided))).toEqual([]);
  });
});
