import {
  CursorLostError,
  ListChangedError,
  ListTooLongError,
  PagesTooSmallError,
  WindowRequestError,
} from '../lists/errors.ts';
import { ContractError, CursorExpiredError, ScanTooLargeError, UnavailableError, ValidationError } from './errors.ts';

/** Converts an error of `lists` to a `TelnyxError`. Returns any other error as it is. */
export function toTelnyxError(error: unknown): unknown {
  if (error instanceof WindowRequestError) return new ValidationError(error.issues);
  if (error instanceof CursorLostError) return new CursorExpiredError(error.message);
  if (error instanceof ListChangedError) return new UnavailableError(error.message);
  if (error instanceof ListTooLongError) return new ScanTooLargeError(error.message);
  if (error instanceof PagesTooSmallError) {
    return new ContractError(`Telnyx serves pages of ${error.size} items, too small to read a list.`);
  }
  return error;
}
