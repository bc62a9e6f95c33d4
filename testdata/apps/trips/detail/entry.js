console.log('the package detail is loaded')
