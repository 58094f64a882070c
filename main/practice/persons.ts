export interface Person {
  readonly id: string;
  readonly email: { readonly value: string; readonly type: 'work' | 'home' };
  readonly phone?: { readonly value: string; readonly type: 'mobile' | 'landline' };
  /** How the person's app writes Ed25519: by its first name (RFC 8037), or as newer ones do (RFC 9864). */
  readonly algorithm: 'EdDSA' | 'Ed25519';
}

/**
 * The practice people. Their addresses lie in domains reserved for examples (RFC 2606, RFC 6761), their numbers in ranges
 * that regulators keep free for fiction: North America's 555-01xx, Ofcom, ARCEP, Bundesnetzagentur, PTS and ACMA.
 */
export const persons: readonly Person[] = [
  {
    id: 'amara-okafor',
    email: { value: 'amara.okafor@example.org', type: 'home' },
    phone: { value: '+442079460128', type: 'landline' },
    algorithm: 'EdDSA',
  },
  {
    id: 'bjorn-lindqvist',
    email: { value: 'bjorn.lindqvist@fjordkraft.example', type: 'work' },
    phone: { value: '+46701740642', type: 'mobile' },
    algorithm: 'EdDSA',
  },
  {
    id: 'carmen-ruiz',
    email: { value: 'c.ruiz@clinica-norte.example', type: 'work' },
    algorithm: 'EdDSA',
  },
  {
    id: 'dewi-santoso',
    email: { value: 'dewi.santoso@example.net', type: 'home' },
    phone: { value: '+61491570156', type: 'mobile' },
    algorithm: 'Ed25519',
  },
  {
    id: 'elif-yildiz',
    email: { value: 'elif@yildiz-architects.example', type: 'work' },
    phone: { value: '+493023125418', type: 'landline' },
    algorithm: 'EdDSA',
  },
  {
    id: 'farid-haddad',
    email: { value: 'farid.haddad+notary@example.com', type: 'home' },
    phone: { value: '+33639980157', type: 'mobile' },
    algorithm: 'EdDSA',
  },
  {
    id: 'grace-kim',
    email: { value: 'grace.kim@harborlegal.example', type: 'work' },
    phone: { value: '+12065550173', type: 'mobile' },
    algorithm: 'Ed25519',
  },
  {
    id: 'hana-novakova',
    email: { value: 'hana.novakova@example.org', type: 'home' },
    algorithm: 'EdDSA',
  },
  {
    id: 'ian-macleod',
    email: { value: 'ian@macleod-surveyors.example', type: 'work' },
    phone: { value: '+447700900461', type: 'mobile' },
    algorithm: 'EdDSA',
  },
  {
    id: 'joao-pereira',
    email: { value: 'jp1974@example.com', type: 'home' },
    phone: { value: '+12025550116', type: 'landline' },
    algorithm: 'EdDSA',
  },
  {
    id: 'leilani-kahananui',
    email: { value: 'leilani@reefwatch.example', type: 'work' },
    phone: { value: '+18085550139', type: 'mobile' },
    algorithm: 'EdDSA',
  },
  {
    id: 'zoe-de-vries',
    // A letter beyond ASCII, as internationalised addresses have them (RFC 6531).
    email: { value: 'zoë.devries@example.net', type: 'home' },
    algorithm: 'EdDSA',
  },
];
