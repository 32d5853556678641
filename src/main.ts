// For those who start the sources by this name; `start.js` is the same, sooner.
import './main.js';
