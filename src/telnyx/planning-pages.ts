import { type Bounds, type Forecast, forecastWindow } from '../lists/forecast.ts';
import type { PageRequest } from '../lists/pages.ts';
import { checkRequest, type Wanted } from '../lists/window-request.ts';
import type { Step } from './call-plan.ts';
import { toTelnyxError } from './list-errors.ts';
import type { ListOutlook } from './list-outlook.ts';
import { pageQuery } from './list-pages.ts';
import type { PlanningSession } from './planning-session.ts';
import type { Plan } from './transport/call.ts';
import type { ResourcePath } from './transport/resource-path.ts';
import type { Window, WindowRequest } from './types.ts';

/** A list whose reads are planned. */
export interface PlanningList {
  readonly session: PlanningSession;
  readonly path: ResourcePath;
  /** Its filters as a query; empty: the whole list. */
  readonly filter: string;
  readonly outlook: ListOutlook;
}

/** Why pages are planned. */
export interface PagePurpose {
  readonly why: Plan;
  /** Whether the reads are shared with identical ones. */
  readonly isShared: boolean;
  readonly ids?: readonly string[];
}

/** Adds the reads of pages to the plan: those made at once, one by one, and one step for the rest. */
export function addPages(list: PlanningList, forecast: Forecast, { why, isShared, ids }: PagePurpose): Step[] {
  const { session, path, filter } = list;
  const { calls, atOnce } = forecast;
  const requests = forecast.requests.map((request) => requestOf(path, filter, request));
  const step = { method: 'GET' as const, route: path.documented, path: path.documented, why, isCounted: true, ids };
  const isJoined = isShared && !session.caller.isolated;
  const first = requests.slice(0, atOnce).map((request, index) => {
    const sure = { least: index < calls.least ? 1 : 0, most: 1 };
    return session.plan.add({ ...step, calls: sure, requests: [request], key: isJoined ? request : undefined });
  });
  if (calls.most <= atOnce) return first;
  const rest = { least: Math.max(0, calls.least - atOnce), most: calls.most - atOnce };
  const key = isJoined ? `after ${requests.join(' ')}` : undefined;
  return [...first, session.plan.add({ ...step, calls: rest, requests: requests.slice(atOnce), after: first, key })];
}

function requestOf({ current }: ResourcePath, filter: string, page: PageRequest): string {
  return `GET ${current}?${pageQuery(page)}${filter && '&'}${filter}`;
}

/** Plans a window. Answers how many items it has. Rejects with `ValidationError` as reading it would. */
export async function planWindow(list: PlanningList, scope: string, window: WindowRequest): Promise<Bounds> {
  const { filter, outlook } = list;
  const length = filter === '' ? outlook.length : { least: 0, most: outlook.length.most };
  const known = { scope, length, largest: outlook.largest };
  const forecast = await forecastWindow(known, window).catch((error) => {
    throw toTelnyxError(error);
  });
  addPages(list, forecast, { why: 'page', isShared: true });
  return forecast.items;
}

/** A window of items that are only planned. */
export function plannedWindow<T>({ least, most }: Bounds, make: (isCertain: boolean) => T): Window<T> {
  const edges = Array.from({ length: most }, (_, index) => ({ node: make(index < least), cursor: '' }));
  return { edges, hasNextPage: false, hasPreviousPage: false, total: undefined };
}

/** {@link checkRequest}, which throws a `TelnyxError`. */
export function checkedRequest(window: WindowRequest, scope: string): Wanted {
  try {
    return checkRequest(window, scope);
  } catch (error) {
    throw toTelnyxError(error);
  }
}
