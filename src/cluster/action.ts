/**
 * The words for what can happen in a cluster. The same everywhere: specs, traces, counts, screens.
 */
import type { MessageView } from './view.ts';

export type Action =
  | { readonly kind: 'timeout'; readonly node: number }
  | { readonly kind: 'heartbeat'; readonly node: number }
  | { readonly kind: 'check-quorum'; readonly node: number }
  | { readonly kind: 'expire-lease'; readonly node: number }
  | { readonly kind: 'deliver'; readonly node: number; readonly message: MessageView }
  | { readonly kind: 'drop'; readonly node: number; readonly message: MessageView }
  | { readonly kind: 'duplicate'; readonly node: number; readonly message: MessageView }
  | { readonly kind: 'crash'; readonly node: number }
  | { readonly kind: 'restart'; readonly node: number }
  | { readonly kind: 'propose'; readonly node: number; readonly data: string }
  | { readonly kind: 'propose-conf'; readonly node: number; readonly change: string }
  | { readonly kind: 'read'; readonly node: number; readonly context: string }
  | { readonly kind: 'transfer'; readonly node: number; readonly transferee: number }
  | { readonly kind: 'forget-leader'; readonly node: number }
  | { readonly kind: 'compact'; readonly node: number }
  | { readonly kind: 'unreachable'; readonly node: number; readonly peer: number }
  | {
      readonly kind: 'snapshot-status';
      readonly node: number;
      readonly peer: number;
      readonly failed: boolean;
    }
  | { readonly kind: 'append-done'; readonly node: number }
  | { readonly kind: 'apply-done'; readonly node: number }
  | { readonly kind: 'tick'; readonly node: number };

export type ActionKind = Action['kind'];
