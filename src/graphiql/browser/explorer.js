import { describeAccount } from './account.js';
import { calls } from './calls.js';
import config from './config.js';
import { copyAs } from './copy.js';
import { onChange, readHeaders } from './editors.js';
import { element } from './element.js';
import { addText, addView } from './panel.js';
import { plan } from './plan.js';
import { share } from './share.js';

/* What this gateway has to tell of an operation, beside GraphiQL, which knows nothing of it. */
const account = element('p', { className: config.account.holders ? 'account' : 'account live' });
addText(account);
onChange('headers', () => {
  try {
    account.textContent = describeAccount(config.account, readHeaders());
  } catch ({ message }) {
    account.textContent = message;
  }
});

addView('Plan', plan);
onChange('response', addView('Calls', calls));
addView('Copy as', copyAs);
addView('Share', share);
