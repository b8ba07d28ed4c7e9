/**
 * Texts of eight and more characters that a log is full of. A value that is one of them is guessed by anybody; hidden,
 * it would make the log unreadable.
 */
const words = new Set(
  `access-key account-id administrator amazonaws application argo-events argo-workflows attribute authentication
  available bootstrap certificate changeit changeme cloudwatch cluster-autoscaler cluster.local completed configuration
  connection container controller creation credential credentials database datastore datetime default-value
  deployment description destroyed disabled documents dynamodb endpoint environment external external-id external_id
  failed-to false-positive flowport flowport-deployer flowport-sandbox foundation generated hashicorp identity ingress
  initializing instance internal kube-system kubernetes launching loadbalancer localhost localhost:5432 logging
  metadata metaflow metaflow-eks metaflow-ui namespace networking operation operator password password1 passw0rd
  placeholder policies postgres postgresql postgresql:// private-key production provider provisioner public-key region-1
  registry.terraform.io requested resource resources response secret-key security security-group sensitive service
  service-account services session-token standard started staging statefulset succeeded successful successfully
  superuser terraform undefined unknown-value username validation variable verification version workflow workspace
  (sensitive) (unknown) (sensitive-value) kubernetes.io/dockerconfigjson system:masters`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** A word of the list in any case, one character repeated, or a number as short as a date or a port. */
export function isCommon(text: string): boolean {
  return words.has(text.toLowerCase()) || /^(.)\1*$/s.test(text) || /^\d{1,10}$/.test(text);
}
