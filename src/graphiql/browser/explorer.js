import { calls } from './calls.js';
import { onChange } from './editors.js';
import { addView } from './panel.js';
import { plan } from './plan.js';

/* What this gateway has to tell of an operation, beside GraphiQL, which knows nothing of it. */
addView('Plan', plan);
onChange('response', addView('Calls', calls));
