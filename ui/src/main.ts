// Starts the window on whichever backend there is.

import { mount } from 'svelte';

import App from './App.svelte';
import { loadBackend } from './backend';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(App, { target, props: { backend: await loadBackend() } });
