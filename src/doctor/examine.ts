import type { Finding } from './checks.ts';
import { checkDiscovery, METADATA } from './discovery.ts';
import { checkFilters } from './filters.ts';
import { checkIntrospection } from './introspection.ts';
import { checkClients, checkGrants } from './items.ts';
import { checkList } from './lists.ts';
import { checkNetwork } from './network.ts';
import { checkPaths } from './paths.ts';
import { checkQuota } from './quota.ts';
import type { Target } from './target.ts';

/** Checks Telnyx, by one request after the other. None of them changes anything there. */
export async function examine(target: Target): Promise<Finding[]> {
  const { probe, rootUrl } = target;
  const metadata = await probe.ask(rootUrl + METADATA);
  const findings = [...(await checkNetwork(target, metadata))];
  // If Telnyx cannot be reached, each further request would take its whole timeout.
  if (metadata.status === 0) return findings;
  findings.push(...(await checkDiscovery(target, metadata)));
  const found = await checkPaths(target);
  findings.push(...found.findings);
  const { clients, grants } = found.lists;
  if (clients) {
    const list = await checkList(target, 'clients', clients.path, clients.first);
    findings.push(...list.findings);
    if (list.beginning) {
      findings.push(...(await checkFilters(target, list.beginning)), ...(await checkClients(target, list.beginning)));
    }
  }
  if (grants) {
    const list = await checkList(target, 'grants', grants.path, grants.first);
    findings.push(...list.findings);
    if (list.beginning) findings.push(...(await checkGrants(target, list.beginning)));
  }
  findings.push(...checkQuota(probe.headers));
  return [...findings, ...(await checkIntrospection(target))];
}
