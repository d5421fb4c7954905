/**
 * The inspector on the terminal: keys go to the model, the model's frame goes to the screen.
 */
import { useApp, useInput, useStdout } from 'ink';
import { useEffect, useMemo, useReducer, useState } from 'react';
import type { Branch } from '../trace/branches.ts';
import type { StoryStep } from '../trace/story.ts';
import { frameRows } from './frame.ts';
import type { Granted, Inspection, Key, Wish } from './inspection.ts';
import { keysOf } from './keys.ts';
import { branched, press } from './model.ts';
import { Rows } from './paint.tsx';
import { granted } from './wishes.ts';

export interface InspectorProps {
  readonly start: Inspection;
  /** Asks the core what could come after the steps; a string says why it does not tell. */
  branch(steps: readonly StoryStep[]): Promise<readonly Branch[] | string>;
  /** Sees to what was wished for, until it is given up. */
  grant(wish: Wish, givenUp: AbortSignal): Promise<Granted>;
}

type Event =
  | { readonly key: Key }
  | { readonly answer: readonly Branch[] | string }
  | { readonly granted: Granted };

function reduce(state: Inspection, event: Event): Inspection {
  if ('granted' in event) return granted(state, event.granted);
  return 'key' in event ? press(state, event.key) : branched(state, event.answer);
}

export function Inspector({ start, branch, grant }: InspectorProps) {
  const [state, dispatch] = useReducer(reduce, start);
  const { width, height } = useTerminalSize();
  const { exit } = useApp();
  useInput((input, key) => {
    for (const name of keysOf(input, key)) dispatch({ key: name });
  });
  const asked = state.mode.kind === 'asking' ? state.mode.steps : null;
  useEffect(() => {
    if (asked === null) return;
    // Whoever has gone on meanwhile is not told.
    let waiting = true;
    void branch(asked).then((answer) => waiting && dispatch({ answer }));
    return () => {
      waiting = false;
    };
  }, [asked, branch]);
  const wish = state.mode.kind === 'waiting' ? state.mode.wish : null;
  useEffect(() => {
    if (wish === null) return;
    const giving = new AbortController();
    void grant(wish, giving.signal).then((answer) => giving.signal.aborted || dispatch({ granted: answer }));
    return () => giving.abort();
  }, [wish, grant]);
  useEffect(() => {
    if (state.over) exit();
  }, [state.over, exit]);
  const rows = useMemo(() => frameRows(state, width, height), [state, width, height]);
  return <Rows rows={rows} width={width} />;
}

/** One row less than there are: a frame as tall as the terminal makes it scroll. */
function useTerminalSize(): { readonly width: number; readonly height: number } {
  const { stdout } = useStdout();
  const measure = () => ({ width: stdout.columns || 80, height: (stdout.rows || 24) - 1 });
  const [size, setSize] = useState(measure);
  useEffect(() => {
    const onResize = () => setSize({ width: stdout.columns || 80, height: (stdout.rows || 24) - 1 });
    stdout.on('resize', onResize);
    return () => void stdout.off('resize', onResize);
  }, [stdout]);
  return size;
}
