/** What raftcheck exports it takes back: random behaviors of every spec, or the exporter says what it has no words for. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/usererror.ts';
import { modelOf } from '../../src/recorded/model.ts';
import { specFiles } from '../../src/spec/load.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { etcdNdjson } from '../../src/trace/export/etcd-ndjson.ts';
import { parseTrace } from '../../src/trace/read.ts';
import { few, whole } from '../long.ts';
import { walk } from '../trace/export/walk.ts';
import { fixed, recordingOf, searched } from './make.ts';

/** Null: its words are not enough. */
function exported(trace: ReturnType<typeof walk>): string | null {
  try {
    return etcdNdjson(trace);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.trouble.message).toBe("etcd's TLA+ specification has no words for this trace");
    return null;
  }
}

const specs = specFiles('specs');

/** Of these specs no behavior can be exported, whatever it does. */
const unsaid = specs.filter(({ path }) => {
  const { storage, preVote, checkQuorum, learners } = modelIn(path);
  return storage === 'async' || preVote || checkQuorum || learners > 0;
});

function modelIn(path: string) {
  return parseSpec(readFileSync(path, 'utf8'), path).spec.model;
}

describe('a behavior of a spec', { timeout: 120_000 }, () => {
  it.each(few(specs.filter((one) => !unsaid.includes(one))))(
    '$name is taken back as exported',
    ({ path }) => {
      const model = modelIn(path);
      let taken = 0;
      for (const seed of whole ? [1, 2, 3, 4] : [1]) {
        const text = exported(walk(model, seed, whole ? 60 : 30));
        if (text === null) continue;
        const { unexplained, isCut, isVerified } = searched(recordingOf(text), model);
        expect({ seed, at: unexplained?.event.place.line, isCut, isVerified }).toEqual({
          ...{ seed, at: undefined, isCut: false, isVerified: true },
        });
        taken++;
      }
      // Changes of several members at once have no words.
      if (model.confChanges.length === 0) expect(taken).toBeGreaterThan(0);
    },
  );

  it('may have a leader that removes itself and steps down', () => {
    const model = modelIn(specs.find(({ name }) => name === 'step-down')!.path);
    const text = exported(walk(model, 4, 60))!;
    const own = text.split('\n').filter((line) => line.includes('"nid":"1"'));
    expect(
      own.some((line, k) => line.includes('ApplyConfChange') && own[k + 1].includes('"BecomeFollower"')),
    ).toBe(true);
    expect(searched(recordingOf(text), model).unexplained).toBeNull();
  });

  it('is refused by the exporter where there are no words, and nowhere else', () => {
    for (const { path } of few(unsaid)) expect(exported(walk(modelIn(path), 1, 8))).toBeNull();
  });
});

it('a trace of a recorded run is one that every command reads', () => {
  const trace = walk(fixed, 1, 10);
  const model = modelOf(trace.model, recordingOf(etcdNdjson(trace)), false);
  const text = JSON.stringify({ ...trace, model });
  expect(parseTrace(text, 'a.json').model).toEqual(model);
});
