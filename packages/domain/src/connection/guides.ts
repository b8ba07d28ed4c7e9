import type { StackOutputs, WorkspaceOutput } from './outputs.ts';
import type { ConnectionPack, ConnectionWorkspace } from './pack.ts';

/** The steps of three kinds of users, each line complete: copied, it works. */
export function guidesOf(facts: {
  profile: string;
  kubeconfigCommand: string;
  config: Record<string, string>;
  endpoints: ConnectionPack['endpoints'];
  machineAccess: ConnectionPack['machineAccess'];
  workspace: WorkspaceOutput;
  outputs: StackOutputs;
}): ConnectionWorkspace['guides'] {
  const { profile, kubeconfigCommand, config, endpoints, machineAccess, workspace, outputs } = facts;
  const context = outputs.cluster.cluster_name;
  const forwards = endpoints
    .filter(({ url, id }) => url === null && id !== 'events-webhook')
    .map(({ title, portForwardCommand }) => ({ title: `Reach ${title}`, text: portForwardCommand }));
  const webhook = endpoints.find(({ id }) => id === 'events-webhook');
  const fetchSecret =
    machineAccess === null
      ? []
      : [{ title: `Print what stands for ${machineAccess.value}`, text: machineAccess.command }];
  const install = { title: 'Install the client', text: 'pip install metaflow boto3 kubernetes' };
  const select = { title: 'Select the profile', text: `export METAFLOW_PROFILE=${profile}` };
  return [
    {
      id: 'laptop',
      title: 'Laptop',
      lines: [
        install,
        { title: 'Point kubectl at the cluster', text: kubeconfigCommand },
        {
          title: 'Import the configuration',
          text: `metaflow configure import config_${profile}.json --profile ${profile}`,
        },
        select,
        ...fetchSecret,
        ...forwards,
        ...(webhook
          ? [
              {
                title: 'Send events from here',
                text: webhook.portForwardCommand,
              },
            ]
          : []),
        { title: 'Run a flow on the cluster', text: 'python flow.py run --with kubernetes' },
      ],
    },
    {
      id: 'ci',
      title: 'CI',
      lines: [
        install,
        { title: 'Point kubectl at the cluster', text: kubeconfigCommand },
        ...fetchSecret,
        // The environment goes before any file, so that a job needs none.
        ...Object.entries(config).map(([key, value]) => ({ title: key, text: `export ${key}=${quoted(value)}` })),
        ...forwards.slice(0, 1),
        { title: 'Deploy a flow to Argo Workflows', text: 'python flow.py argo-workflows create' },
      ],
    },
    {
      id: 'kubernetes',
      title: 'Kubernetes',
      lines: [
        {
          title: 'See what runs',
          text: `kubectl --context ${context} -n ${workspace.namespace} get pods,workflows.argoproj.io`,
        },
        {
          title: 'Run a pod as the task identity',
          text: `kubectl --context ${context} -n ${workspace.namespace} run aws-identity --rm -i --restart=Never --image=public.ecr.aws/aws-cli/aws-cli:2.31.0 --overrides='${JSON.stringify({ spec: { serviceAccountName: workspace.service_account } })}' -- sts get-caller-identity`,
        },
        {
          title: 'Ask what you may do',
          text: `kubectl --context ${context} -n ${workspace.namespace} auth can-i --list`,
        },
      ],
    },
  ];
}

/** For a POSIX shell: single quotes take everything but themselves. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
