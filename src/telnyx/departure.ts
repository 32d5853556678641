import type { Dispatcher } from 'undici';

/** Whether a request has left this machine, or a part of it: until then nothing can have come of it. */
export interface Departure {
  left: boolean;
}

/** Keeps the {@link Departure} up to date that a request has as its `opaque`. */
export function watchDeparture(dispatch: Dispatcher.Dispatch): Dispatcher.Dispatch {
  return (options, handler) => {
    const departure = (options as { opaque?: Departure }).opaque;
    if (departure) {
      const start = handler.onRequestStart;
      // Called when there is a connection to write to; whoever left before stops it there.
      handler.onRequestStart = function (controller, context) {
        start?.call(this, controller, context);
        departure.left ||= !controller.aborted;
      };
    }
    return dispatch(options, handler);
  };
}
