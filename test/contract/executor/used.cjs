exports.value = 'from a module';
