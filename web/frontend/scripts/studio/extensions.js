// Reading and writing our own elements (opora:) on a diagram's element; one change is one undo.

import { getBusinessObject } from 'bpmn-js/lib/util/ModelUtil';

const holder = (element) => getBusinessObject(element).get('extensionElements');
export const all = (element, type) => ((holder(element) && holder(element).get('values')) || []).filter((value) => value.$type === type);
export const read = (element, type, name) => { const [found] = all(element, type); return (found && found.get(name)) || ''; };

function adopt(factory, type, attributes, parent) {
  const made = factory.create(type, attributes);
  made.$parent = parent;
  return made;
}

const updating = (element, moddleElement, properties) => ({ cmd: 'element.updateModdleProperties', context: { element, moddleElement, properties } });

export class Extensions {
  constructor(injector) {
    this.stack = injector.get('commandStack');
    this.factory = injector.get('bpmnFactory');
  }

  // Set one attribute; an element of ours without attributes goes.
  write(element, type, name, value) {
    const [found] = all(element, type);
    const values = { ...(found ? attributesOf(found) : {}), [name]: value || undefined };
    const left = Object.values(values).some(Boolean);
    if (found && left) return this.carryOut([updating(element, found, { [name]: value || undefined })]);
    if (!found && !left) return undefined;
    return this.replace(element, type, left ? [values] : []);
  }

  // Put these in the place of all of a type.
  replace(element, type, list) {
    const business = getBusinessObject(element);
    const commands = [];
    let extensions = holder(element);
    if (!extensions) {
      extensions = adopt(this.factory, 'bpmn:ExtensionElements', { values: [] }, business);
      commands.push(updating(element, business, { extensionElements: extensions }));
    }
    const others = (extensions.get('values') || []).filter((value) => value.$type !== type);
    const made = list.map((attributes) => adopt(this.factory, type, attributes, extensions));
    commands.push(updating(element, extensions, { values: [...made, ...others] }));
    return this.carryOut(commands);
  }

  // Set a property of BPMN's own on an element or on something inside of it.
  set(element, moddleElement, properties) {
    return this.carryOut([updating(element, moddleElement, properties)]);
  }

  formal(parent, text) {
    return text ? adopt(this.factory, 'bpmn:FormalExpression', { body: text }, parent) : undefined;
  }

  carryOut(commands) {
    return this.stack.execute('properties-panel.multi-command-executor', commands);
  }
}

function attributesOf(found) {
  const names = found.$descriptor.properties.map((property) => property.name.split(':').pop());
  return Object.fromEntries(names.map((name) => [name, found.get(name)]));
}
