#!/usr/bin/env node
import { start } from './start.js';

start('run-workflow', 'run');
