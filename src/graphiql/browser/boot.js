import config from './config.js';
import './focus.js';
import { graph } from './graph.js';
import { link, pointAt } from './link.js';
import { linkDescriptions, title } from './reference.js';
import { openTab, storage } from './storage.js';

const beside = (file) => new URL(file, import.meta.url).href;

const WORKERS = {
  editorWorkerService: beside('editor.worker.js'),
  graphql: beside('graphql.worker.js'),
  json: beside('json.worker.js'),
};
self.MonacoEnvironment.getWorkerUrl = (_module, label) => WORKERS[label];

// GraphiQL keeps tabs within their bar by a transform that it measures too early and applies only while a tab has the
// focus: the tab would jump away from the mouse, and the click be lost.
const ours = new CSSStyleSheet();
ours.replaceSync(`
  .graphiql-tab { transform: none !important }
  .to-reference { display: block; font-size: 13px; font-weight: 400; line-height: 1 }
`);
document.adoptedStyleSheets.push(ours);

if (link) {
  openTab(link);
  pointAt(link);
}

self.YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), {
  ...config,
  title,
  onSchemaChange(schema) {
    graph.schema = schema;
    linkDescriptions(schema);
  },
  storage,
  shouldPersistHeaders: false,
  // An initial query opens one more tab at each reload: Yoga's welcome text, or a link without its variables.
  initialQuery: undefined,
  onEditQuery() {}, // Yoga would write each query into the page's URL, and so into history and logs
  logo: `<img src="${beside('icon.svg')}" alt="" width="28" height="28">`,
});
