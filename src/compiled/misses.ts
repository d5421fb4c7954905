/**
 * What is asked of JavaScript where a table has no answer yet. The answer is then in the table; what is thrown there goes
 * through this module to whoever has asked it for anything.
 */

/** Cells (src/cluster/cells.ts): the cell of a node and an inbox; the inbox with a message more. */
export declare function cellOf(node: i32, inbox: i32): i32;
export declare function addToInbox(inbox: i32, message: i32): i32;
/** Moves: where those of a cell stand. */
export declare function findMoves(cell: i32): i32;
/** Verdicts: the step property that a step breaks, or -1. */
export declare function judgeStep(step: i32): i32;
/** Environments and Ghosts. */
export declare function spend(env: i32, counter: i32, node: i32): i32;
export declare function forbidsDrift(env: i32, node: i32): i32;
export declare function ghostAfter(ghost: i32, nodeId: i32): i32;
export declare function witnessed(env: i32, ghost: i32): i32;
export declare function witnessClients(env: i32, step: i32): i32;
/** Faults: adds those of the state at word `from` of the batch to `count` steps; returns how many there are then. */
export declare function addFaults(from: i32, room: i32, parent: i32, count: i32): i32;
/** Reductions. */
export declare function strip(cell: i32): i32;
export declare function compareFloors(before: i32, after: i32): void;
export declare function floorOf(nodeId: i32): i32;
export declare function oldestOf(env: i32): i32;
export declare function forget(env: i32, lowest: i32): i32;
export declare function sign(cell: i32): i32;
/** The order of cells and environments by what they are: finds a cell's rank; below 0 where the first of two comes first. */
export declare function rankCell(cell: i32): i32;
export declare function compareCells(a: i32, b: i32): i32;
export declare function compareEnvironments(a: i32, b: i32): i32;
export declare function renameCell(cell: i32, permutation: i32): i32;
export declare function renameEnvironment(env: i32, permutation: i32): i32;
/** The store: an entry for the page; 1 when a page begins in which the row has room; throws, since there is no place in the index. */
export declare function lookAtPage(page: i32): void;
export declare function beginPage(row: usize): i32;
export declare function noPlace(): void;
/** Arrays that are too short. */
export declare function growSuccessors(): void;
export declare function growSends(): void;
export declare function growActions(kind: i32): void;
export declare function growRenamings(): void;
