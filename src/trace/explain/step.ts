/**
 * What a step did and why, from the states before and after it and the message alone: the core has no hooks. Here what every
 * step may bring besides what its action is about (a role, a commit index, a configuration that changed) is told where the
 * action's own explanation (actions.ts) has not.
 */
import type { Action } from '../../cluster/action.ts';
import type { Model } from '../../cluster/model.ts';
import { type ClusterView, type MessageView, panicOf } from '../../cluster/view.ts';
import { explainAction, handlerOf } from './actions.ts';
import { besides } from './besides.ts';
import { type Finding, finding } from './finding.ts';
import type { Handler } from './handler.ts';
import { momentOf } from './moment.ts';
import { brokenPromises } from './promise.ts';

export interface StepExplained {
  /** The function of the core that decided; empty where the core has no part. */
  readonly handler: Handler;
  readonly findings: readonly Finding[];
  readonly sent: readonly MessageView[];
}

export function explainStep(
  model: Model,
  before: ClusterView,
  action: Action,
  after: ClusterView,
): StepExplained {
  const moment = momentOf(model, before, action, after);
  const { sent } = moment;
  const panic = panicOf(moment.after);
  if (panic !== null && panicOf(moment.before) === null) {
    return { handler: handlerOf(moment), findings: [finding({ decided: 'panicked', panic })], sent };
  }
  const own = explainAction(moment);
  const told = [...own, ...besides(moment, own)];
  return { handler: handlerOf(moment), findings: [...told, ...brokenPromises(moment, told)], sent };
}
