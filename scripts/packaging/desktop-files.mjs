/**
 * What tells a freedesktop.org desktop of the app, made of electron-builder's configuration as electron-builder makes it.
 */

const folder = '/opt/Countersign';

/** @param {any} configuration */
const mimeTypesOf = (configuration) => [
  ...configuration.protocols.flatMap((/** @type {any} */ { schemes }) =>
    schemes.map((/** @type {string} */ scheme) => `x-scheme-handler/${scheme}`),
  ),
  ...configuration.fileAssociations.map((/** @type {any} */ { mimeType }) => mimeType),
];

/**
 * The desktop entry (Desktop Entry Specification 1.5).
 * @param {any} configuration electron-builder.yml
 * @param {string} description
 */
export const desktopEntry = (configuration, description) => {
  const { productName, linux } = configuration;
  const entry = {
    Name: productName,
    Exec: `${folder}/${linux.executableName} %U`,
    Terminal: 'false',
    Type: 'Application',
    Icon: linux.executableName,
    ...linux.desktop.entry,
    Comment: description,
    MimeType: `${mimeTypesOf(configuration).join(';')};`,
    Categories: `${linux.category};`,
  };
  const lines = Object.entries(entry).map(([name, value]) => `${name}=${value}`);
  return `[Desktop Entry]\n${lines.join('\n')}\n`;
};

/**
 * The types of the files that belong to the app (Shared MIME-info Database specification).
 * @param {any} configuration
 */
export const mimeTypes = (configuration) => {
  const types = configuration.fileAssociations.map(
    (/** @type {any} */ { ext, mimeType, description }) => `  <mime-type type="${mimeType}">
    <comment>${description}</comment>
    <sub-class-of type="application/json"/>
    <glob pattern="*.${ext}"/>
    <icon name="x-office-document"/>
  </mime-type>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
${types.join('\n')}
</mime-info>
`;
};
