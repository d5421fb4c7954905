/** Schedules on which the core and the library once disagreed, as small as they shrank to. */

export interface Found {
  /** What the core did not do. */
  readonly what: string;
  readonly lines: readonly string[];
  /** The class of the panic that both sides end in now, or null. */
  readonly panicked: string | null;
}

export const found: readonly Found[] = [
  {
    what: 'takes a hard state that became empty again as nothing to hand out',
    lines: [
      'node 1',
      'node 3',
      'node 4 prevote=1 snap=0/0//1.2.3.4////0',
      'campaign 4',
      'cycle 4',
      'deliver 0',
      'cycle 1',
      'deliver 2',
      'deliver 0',
      'deliver 0',
      'cycle 3',
      'deliver 0',
      'cycle 4',
      'step 4 MsgHeartbeat 3>4',
      'ready 4',
    ],
    panicked: null,
  },
  {
    what: 'panics when it campaigns and the log was compacted beyond what it knows to be applied',
    lines: [
      'node 1 async=1 snap=8/1//1.2////0',
      'node 2 election=7 async=1 snap=8/1//1.2////0',
      'tick 2 13',
      'cycle 2',
      'deliver 0',
      'cycle 1',
      'deliver 0',
      'ready 2',
      'deliver 0',
      'cycle 1',
      'cycle 2',
      'deliver 0',
      'cycle 2',
      'deliver 0',
      'ready 1',
      'apply 1',
      'compact 1 9',
      'campaign 1',
    ],
    panicked: 'unapplied-unreadable',
  },
];
