export { type Caller, visitorOf } from './caller.ts';
export { BYPASS, type Passes, passesOf } from './passes.ts';
