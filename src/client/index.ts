/**
 * `telnyx-oauth-graphql/client`: what a front end needs of this graph beside its own operations. It imports nothing at
 * run time and runs in any browser of today; a bundler keeps only what is used.
 */
export { typePolicies } from './apollo.ts';
export { documentIdOf } from './document-id.ts';
export { type Failure, type FailureKind, failureOf, failuresOf } from './failure.ts';
export * from './generated/schema.ts';
export { graphcache } from './graphcache.ts';
export { type Outcome, outcomeOf, refusalOf } from './outcome.ts';
export type { CallBounds, PlannedStep, UpstreamPlan } from './plan.ts';
export { relayConfig } from './relay.ts';
export { removedObject } from './removed.ts';
