/**
 * What people can do about AWS's refusals, by their codes. A code that several services use for different things is told
 * apart by its message. The first that fits counts.
 */
export function remedyFor({ code, message }: { code: string; message: string }): string {
  const found = remedies.find(({ codes, says }) => codes.test(code) && (says === undefined || says.test(message)));
  return found?.remedy ?? otherwise;
}

type Remedy = { codes: RegExp; says?: RegExp; remedy: string };

const otherwise = 'Look the code up in the documentation of the service; the log has the id of the request.';

const remedies: readonly Remedy[] = [
  {
    codes:
      /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Client\.UnauthorizedOperation|AuthorizationError)$/,
    remedy:
      'Let the deployer role of the target do this: docs/deployer-policy.json has all that it needs. An organization’s policies may forbid it too.',
  },
  {
    codes: /^(ExpiredToken|ExpiredTokenException|InvalidClientTokenId|UnrecognizedClientException)$/,
    remedy: 'The credentials ended during the apply: ask once more, which begins with new ones.',
  },
  {
    codes:
      /^(Throttling|ThrottlingException|RequestLimitExceeded|TooManyRequestsException|SlowDown|PriorRequestNotComplete)$/,
    remedy: 'Too much was asked of AWS at once, and it passes: ask once more in some minutes.',
  },
  {
    codes:
      /^(InternalError|InternalFailure|InternalServerError|ServiceUnavailable|ServiceUnavailableException|ServerException)$/,
    remedy: 'The fault is on the side of AWS: look at its health page and ask once more.',
  },
  {
    codes:
      /^(InsufficientInstanceCapacity|InsufficientDBInstanceCapacity|UnsupportedAvailabilityZoneException|Unsupported)$/,
    remedy: 'AWS has none of these left in the zone: choose another type or size, or ask once more later.',
  },
  {
    codes:
      /LimitExceeded|QuotaExceeded|^TooMany(?!Requests)|^ResourceLimitExceededException$|^MaxSpotInstanceCountExceeded$|^LimitExceeded/,
    remedy:
      'A quota of the account is used up: an admin of the account raises it in Service Quotas, or removes what is not needed any more.',
  },
  {
    codes: /^BucketAlready(Exists|OwnedByYou)$/,
    remedy:
      'The name of a bucket is unique in all of AWS: remove the bucket if it is left of an earlier stack, or request the stack by another name.',
  },
  {
    codes: /^DBSnapshotAlreadyExists(Fault)?$/,
    remedy: 'Remove or rename the snapshot of this name in RDS, unless it is needed: the final snapshot is to have it.',
  },
  {
    codes: /^ResourceInUseException$/,
    says: /already exists/,
    remedy:
      'Somebody else has a cluster of this name: remove it if it is left of an earlier stack, or request the stack by another name.',
  },
  {
    codes: /AlreadyExists|Duplicate|^InvalidChangeBatch$|^EntityAlreadyExists/,
    remedy:
      'The name is taken by what does not belong to this stack: remove that if it is left of an earlier stack, or request the stack by another name.',
  },
  {
    codes: /^InvalidParameterException$/,
    says: /already associated with another user pool/,
    remedy:
      'The sign-in domain is taken in this region: remove that domain if it is left of an earlier stack, or request the stack by another name.',
  },
  {
    codes: /^InvalidRequestException$/,
    says: /scheduled for deletion/,
    remedy: 'A deleted secret keeps its name until its window ends: restore or delete it for good in Secrets Manager.',
  },
  {
    codes: /^BucketNotEmpty$/,
    remedy: 'Empty the bucket with all versions, or destroy the stack with its data: then the bucket is emptied first.',
  },
  {
    codes: /^InvalidParameterCombination$/,
    says: /protected/,
    remedy:
      'Somebody has switched deletion protection on since the plan: switch it off in RDS if the database is to go, and ask for the destroy again.',
  },
  {
    codes:
      /^(DependencyViolation|DeleteConflict|ResourceInUse|ResourceInUseException|InvalidIPAddress\.InUse|InvalidDBSubnetGroupStateFault|InvalidDBParameterGroupState(Fault)?)$/,
    remedy:
      'Something that does not belong to this stack uses it: find and remove that (network interfaces, security groups, load balancers), then ask once more.',
  },
  {
    codes: /^KMS|KMSKeyNotAccessible|^InvalidKmsKey/,
    remedy:
      'The key of the stack cannot be used: cancel its deletion or enable it in KMS, and see that its policy lets this service use it; then ask once more.',
  },
  {
    codes: /./,
    says: /pending deletion/,
    remedy:
      'The key of the stack is about to be deleted: cancel its deletion in KMS and enable it, then ask once more.',
  },
  {
    codes: /^(UnsupportedCertificate|CertificateNotFound)$/,
    remedy: 'The certificate has to be issued and of this region before a load balancer takes it: look at it in ACM.',
  },
  {
    codes: /^NoSuchHostedZone$/,
    remedy: 'The hosted zone is gone: correct the zone in the parameters of the stack.',
  },
  {
    codes: /^MalformedPolicy(Document)?(Exception)?$/,
    says: /principal/i,
    remedy:
      'A principal that the policy names does not exist, or does not yet: correct it in the parameters, or ask once more in a minute.',
  },
  {
    codes: /NotFound|NoSuch|^InvalidParameter/,
    remedy:
      'If it has just been created, AWS does not know it everywhere yet: ask once more. If not, it was removed behind Terraform’s back, and the next plan sees that.',
  },
];
