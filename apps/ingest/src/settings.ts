import { demoSite, Site } from '#libs/contracts';
import { kafkaSettings } from '#libs/kafka';
import { jsonFile, serviceSettings, text } from '#libs/service';

export const ingestSettings = {
  ...serviceSettings(4001),
  ...kafkaSettings,
  INGEST_ADMIN_KEY: text('The first key of the newsroom API: live_ or test_ and at least 24 letters and digits', {
    secret: true,
  }),
  SITE_FILE: jsonFile('Title and sections of the paper', (value) => Site.parse(value), { default: demoSite }),
};
