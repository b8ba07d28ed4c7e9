/** docs/errors.md, written of what runs really said. */
export type Section = 'before' | 'provision' | 'destroy';

export type Told = { section: Section; what: string; error: string };

export function errorsPage(told: readonly Told[]): string {
  const sections = (Object.keys(titles) as Section[]).map((section) => {
    const rows = told.filter((one) => one.section === section).map(({ what, error }) => `| ${what} | ${cell(error)} |`);
    const { title, text } = titles[section];
    return [`## ${title}`, '', text, '', '| what is wrong | what people read |', '| --- | --- |', ...rows].join('\n');
  });
  return `${[opening, ...sections].join('\n\n')}\n`;
}

const opening = `# What people read when AWS refuses

Each text below is what a real run said when the sandbox refused what AWS refuses; \`apps/worker/src/faults\` provokes them
and holds this page against them. The sentence stands on the run's page, for the requester, who is also told of it, and
for the approver, who finds it beside the plan that was approved; the step that failed carries it too. It says what was
being done, AWS's own error code and message, what to do about it, and how far the run had come. The log has the whole
answer with the id of the request, for AWS's support.`;

const titles: Record<Section, { title: string; text: string }> = {
  before: {
    title: 'Before anything is created',
    text: 'The account is asked in the form, and once more when a run was approved. These runs end before Terraform applies anything. All checks stand in the log, each that failed with its remedy. The approver had seen the exact plan of the foundation and all that the layers above it may create; where not even a plan could be made, nobody was asked.',
  },
  provision: {
    title: 'While a stack is created or changed',
    text: 'What the checks cannot see, or what somebody has done since. What was created is in the state and on the stack’s page, and a further change goes on from there. The approver sees beside it how much of each layer was planned exactly, and that nothing was approved beyond it.',
  },
  destroy: {
    title: 'While a stack is destroyed',
    text: 'What is left of the stack stays in the state, and the destroy can be asked for again. The approver had seen each object that was to go.',
  },
};

/** Without what differs from run to run. */
function cell(error: string): string {
  return error
    .replaceAll(/\b(vpc|subnet|sg|eni|rtb|igw)-[0-9a-f]{6,}/g, '$1-…')
    .replaceAll(/key\/[0-9a-f-]{36}/g, 'key/…')
    .replaceAll(/\bdb-[0-9A-Z]{26}\b/g, 'db-…')
    .replaceAll(/-final-[0-9a-f]{8}/g, '-final-…')
    .replaceAll(/\d+ used/g, 'N used')
    .replaceAll(/Ask AWS for \d+ or more/g, 'Ask AWS for M or more')
    .replaceAll('|', '\\|');
}
