// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are AWS's policy variables.
import { describe, expect, it } from 'vitest';
import type { TfObject } from '../../providers/wire/values.ts';
import type { Session } from '../../providers/world.ts';
import { policyDocument } from './policyDocument.ts';

// The document asks the session for nothing.
const render = (config: TfObject) => JSON.parse(String(policyDocument.read({} as Session, config).json));

describe('aws_iam_policy_document', () => {
  it('renders single values as strings, several in descending order, and variables of AWS', () => {
    const document = policyDocument.read({} as Session, {
      statement: [
        { sid: '1', actions: ['s3:GetBucketLocation', 's3:ListAllMyBuckets'], resources: ['arn:aws:s3:::*'] },
        {
          actions: ['s3:ListBucket'],
          resources: ['arn:aws:s3:::b'],
          condition: [{ test: 'StringLike', variable: 's3:prefix', values: ['', 'home/', 'home/&{aws:username}/'] }],
        },
      ],
    });
    expect(document.json).toBe(`{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "1",
      "Effect": "Allow",
      "Action": [
        "s3:ListAllMyBuckets",
        "s3:GetBucketLocation"
      ],
      "Resource": "arn:aws:s3:::*"
    },
    {
      "Effect": "Allow",
      "Action": "s3:ListBucket",
      "Resource": "arn:aws:s3:::b",
      "Condition": {
        "StringLike": {
          "s3:prefix": [
            "",
            "home/",
            "home/\${aws:username}/"
          ]
        }
      }
    }
  ]
}`);
  });

  it('groups principals by type and writes everyone as a star', () => {
    const federated = { type: 'Federated', identifiers: ['arn:aws:iam::1:oidc-provider/x'] };
    const services = { type: 'Service', identifiers: ['ec2.amazonaws.com', 'ecs.amazonaws.com'] };
    const { Statement } = render({
      statement: [
        { actions: ['sts:AssumeRole'], principals: [services, federated] },
        { effect: 'Deny', actions: ['s3:*'], resources: ['*'], principals: [{ type: '*', identifiers: ['*'] }] },
      ],
    });
    expect(Statement[0].Principal).toEqual({
      Federated: 'arn:aws:iam::1:oidc-provider/x',
      Service: ['ecs.amazonaws.com', 'ec2.amazonaws.com'],
    });
    expect(Statement[1]).toMatchObject({ Effect: 'Deny', Principal: '*' });
  });

  it('puts sources before, and overrides by statement id', () => {
    const source = JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'A', Effect: 'Allow', Action: 'a:A' }] });
    const override = JSON.stringify({ Statement: { Sid: 'A', Effect: 'Deny', Action: 'b:B' } });
    const own = { statement: [{ sid: 'B', actions: ['c:C'], resources: ['*'] }] };
    const { Statement } = render({ ...own, source_policy_documents: [source], override_policy_documents: [override] });
    expect(Statement).toMatchObject([{ Sid: 'A', Effect: 'Deny' }, { Sid: 'B' }]);
  });

  it('refuses a statement id that occurs twice', () => {
    expect(() =>
      render({
        statement: [
          { sid: 'A', actions: ['a:A'] },
          { sid: 'A', actions: ['b:B'] },
        ],
      }),
    ).toThrow('duplicate Sid (A)');
  });
});
