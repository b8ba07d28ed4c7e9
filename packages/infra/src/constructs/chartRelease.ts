import { Release } from '@cdktf/provider-helm/lib/release/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { stringify } from 'yaml';

export type ChartReleaseProps = {
  /** Terraform name; with hyphens the name of the release. */
  id: string;
  namespace: string;
  chart: { repository: string; chart: string; version: string };
  values: Record<string, unknown>;
  dependsOn?: ITerraformDependable[];
};

/** A Helm release of a pinned chart. Its values are one YAML text, so that a plan shows their change line by line. */
export function chartRelease(scope: Construct, props: ChartReleaseProps): Release {
  return new Release(scope, `helm_release.${props.id}`, {
    name: props.id.replaceAll('_', '-'),
    namespace: props.namespace,
    ...props.chart,
    values: [stringify(props.values, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 })],
    wait: true,
    // The default of five minutes is less than a first node takes.
    timeout: 900,
    // Not `atomic`, which removes the evidence of what went wrong together with the release.
    cleanupOnFail: true,
    maxHistory: 10,
    ...(props.dependsOn ? { dependsOn: props.dependsOn } : {}),
  });
}
